# Shared by the set-up scripts: where things go, and how they talk to people.
# Everything is installed below $SLIPWAY_TOOLS; the system itself is never changed.

# One folder per person, shared by all checkouts, because a toolchain takes a gigabyte.
SLIPWAY_TOOLS="${SLIPWAY_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/slipway}"
DEBIAN_ROOT="$SLIPWAY_TOOLS/debian"
mkdir -p "$SLIPWAY_TOOLS"

say() { printf '\033[1m▸ %s\033[0m\n' "$*" >&2; }

# One sentence: what happened and what to do.
give_up() {
  printf '\033[31m✗ %s\033[0m\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command with its output kept in a log; the log's end is shown only when it fails.
quietly() {
  local log="$SLIPWAY_TOOLS/setup.log"
  if ! "$@" >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    return 1
  fi
}

# Two checkouts may be set up at the same time.
lock_setup() {
  exec 9>"$SLIPWAY_TOOLS/.lock"
  if have flock && ! flock -n 9; then
    say "waiting for another set-up to finish"
    flock 9
  fi
}
