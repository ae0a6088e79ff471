# shellcheck shell=bash
# shellcheck disable=SC2034 # the scripts that source this use the variables
# Shared by the set-up scripts: where things go, and how they talk to people.
# Everything is installed below $SLIPWAY_TOOLS; the system itself is never changed.

# One folder per person, shared by all checkouts, because a toolchain takes a gigabyte.
SLIPWAY_TOOLS="${SLIPWAY_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/slipway}"
DEBIAN_ROOT="$SLIPWAY_TOOLS/debian"
# What this checkout uses of it: links under fixed names, so that nothing else needs to know versions.
LINKS="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)/.tools"
mkdir -p "$SLIPWAY_TOOLS" "$LINKS"

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
    tail -n 5 "$log" >&2
    return 1
  fi
}

# within SECONDS COMMAND…: with a time limit, where the system can set one.
within() {
  if have timeout; then timeout "$@"; else "${@:2}"; fi
}

# Two checkouts may be set up at the same time.
lock_setup() {
  exec 9>"$SLIPWAY_TOOLS/.lock"
  if have flock && ! flock -n 9; then
    say "waiting for another set-up to finish"
    flock 9
  fi
}

# A short name for the content of some files: tools of different versions live side by side.
key_of() { cat "$@" | cksum | awk '{print $1}'; }

# link_tool NAME TARGET: makes TARGET reachable as .tools/NAME.
link_tool() { ln -sfn "$2" "$LINKS/$1"; }

# Is .tools/NAME there, and does it point to TARGET?
linked() { [ -x "$LINKS/$1" ] && [ "$LINKS/$1" -ef "$2" ]; }

# need_space MEGABYTES FOLDER: gives up when the disk has less than that.
need_space() {
  local free
  free=$(df -Pk "$2" | awk 'NR == 2 {print int($4 / 1024)}')
  [ "$free" -ge "$1" ] || give_up "$1 MB of disk space are needed in $2, and $free MB are free: make room and run the same command again."
}

# Runs a long command; a signal to this script ends it with all that it started.
interruptible() {
  set -m # a process group of its own
  "$@" &
  local child=$! status=0
  set +m
  trap 'kill -TERM -- "-$child" 2>/dev/null; wait "$child" 2>/dev/null || true; exit 130' INT TERM
  wait "$child" || status=$?
  trap - INT TERM
  return "$status"
}

# need_port NUMBER REMEDY: gives up when somebody listens there.
need_port() {
  case "$1" in '' | *[!0-9]*) give_up "\"$1\" is no port: give a number, as in \`make run PORT=3000\`." ;; esac
  if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    give_up "port $1 is taken by another program: $2."
  fi
}

# npm_ci FOLDER: what its lock file says; npm's own patience with a missing network is minutes.
npm_ci() {
  (cd "$1" && quietly npm ci --no-audit --no-fund --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000)
}
