# shellcheck shell=bash
# Debian packages unpacked into a private folder: works without root and leaves the system as it is.
# Source common.sh first.

# apt with lists of its own when the system has none that are usable.
private_apt() {
  local get=$1
  shift
  "$get" -o Dir::State::Lists="$SLIPWAY_TOOLS/apt/lists" \
    -o Dir::Cache="$SLIPWAY_TOOLS/apt/cache" \
    -o Dir::State::status=/var/lib/dpkg/status \
    -o Debug::NoLocking=1 \
    -o APT::Sandbox::User= \
    "$@"
}

refresh_package_lists() {
  [ -n "${PACKAGE_LISTS_FRESH:-}" ] && return
  mkdir -p "$SLIPWAY_TOOLS/apt/lists/partial" "$SLIPWAY_TOOLS/apt/cache/archives/partial"
  quietly private_apt apt-get update ||
    give_up "Debian's package lists cannot be fetched: check the network, then run the same command again."
  PACKAGE_LISTS_FRESH=1
}

# The named packages and those of their dependencies that the system lacks.
missing_packages() {
  private_apt apt-get -s --no-install-recommends install "$@" 2>/dev/null | awk '/^Inst /{print $2}'
}

# unpack_debian PACKAGE…: downloads and unpacks into $DEBIAN_ROOT what is not there yet, with all that it depends on.
unpack_debian() {
  need_debian "$@"
  refresh_package_lists
  local wanted
  mapfile -t wanted < <(missing_packages "$@")
  # Also empty where apt finds the system's own packages broken: then at least what was asked for.
  [ ${#wanted[@]} -gt 0 ] || wanted=("$@")
  unpack "${wanted[@]}"
}

# unpack_alone PACKAGE…: the same for programs that need nothing but the C library, whatever else their packages ask for.
unpack_alone() {
  need_debian "$@"
  refresh_package_lists
  unpack "$@"
}

need_debian() {
  have apt-get && have dpkg-deb ||
    give_up "$* are needed and this is not Debian: install them with your package manager and run the same command again."
}

unpack() {
  local downloads package
  downloads=$(mktemp -d)
  (cd "$downloads" && quietly private_apt apt-get download "$@") ||
    give_up "the Debian packages $* cannot be downloaded: check the network, then run the same command again."
  mkdir -p "$DEBIAN_ROOT"
  for package in "$downloads"/*.deb; do
    dpkg-deb -x "$package" "$DEBIAN_ROOT" || give_up "$package cannot be unpacked: is the disk full?"
  done
  rm -rf "$downloads"
}

# Where the loader finds the libraries of unpacked packages.
debian_library_path() {
  find "$DEBIAN_ROOT" -name 'lib*.so*' -printf '%h\n' | sort -u | paste -sd:
}
