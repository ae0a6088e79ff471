#!/usr/bin/env bash
# What the tests need beyond the build: Chromium with Korean fonts, PostgreSQL, Prometheus, Playwright, and what GitHub
# publishes of its API and webhooks.
# What the system has is used; the rest is unpacked privately.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../../.." && pwd)
. "$here/common.sh"
. "$here/debian.sh"

# PostgreSQL refuses to run as root, so root's tests start it as another user, who cannot look into root's home.
if [ "$(id -u)" = 0 ]; then
  POSTGRES_ROOT=/var/cache/slipway/postgres
else
  POSTGRES_ROOT="$SLIPWAY_TOOLS/postgres"
fi
BROWSER_ROOT="$SLIPWAY_TOOLS/browser"
PROMETHEUS_ROOT="$SLIPWAY_TOOLS/prometheus"

first_of() {
  local candidate
  for candidate in "$@"; do
    candidate=$(command -v "$candidate" 2>/dev/null) && readlink -f "$candidate" && return
  done
  return 1
}

# write_wrapper FILE TARGET [NAME=VALUE…]: a script that runs TARGET with the libraries unpacked beside it.
write_wrapper() {
  local file=$1 target=$2
  shift 2
  {
    echo '#!/bin/sh'
    printf 'export LD_LIBRARY_PATH="%s${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"\n' "$(debian_library_path)"
    [ $# -eq 0 ] || printf 'export "%s"\n' "$@"
    printf 'exec "%s" "$@"\n' "$target"
  } >"$file"
  chmod 755 "$file"
}

has_korean_font() { [ "$(uname)" = Darwin ] || { have fc-list && [ -n "$(fc-list :lang=ko family)" ]; }; }

# Fonts of the system and the private ones; the cache is private because the system's may not be writable.
write_fontconfig() {
  cat >"$BROWSER_ROOT/fonts.conf" <<XML
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>$DEBIAN_ROOT/usr/share/fonts</dir>
  <cachedir>$BROWSER_ROOT/font-cache</cachedir>
</fontconfig>
XML
}

system_browser() {
  first_of chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
}

install_browser() {
  local DEBIAN_ROOT="$BROWSER_ROOT/root" browser packages=()
  mkdir -p "$BROWSER_ROOT"
  browser=$(system_browser) || packages+=(chromium-headless-shell)
  has_korean_font || packages+=(fonts-noto-cjk fontconfig-config)
  if [ ${#packages[@]} -gt 0 ]; then
    say "unpacking a browser and Korean fonts (${packages[*]})"
    need_space 1000 "$BROWSER_ROOT"
    unpack_debian "${packages[@]}"
  fi
  [ -n "$browser" ] || browser="$DEBIAN_ROOT/usr/lib/chromium/chromium-headless-shell"
  if [ ${#packages[@]} -gt 0 ]; then
    write_fontconfig
    write_wrapper "$BROWSER_ROOT/chromium" "$browser" "FONTCONFIG_FILE=$BROWSER_ROOT/fonts.conf"
  else
    ln -sfn "$browser" "$BROWSER_ROOT/chromium"
  fi
  starts "$BROWSER_ROOT/chromium" --version ||
    give_up "Chromium does not start; $SLIPWAY_TOOLS/setup.log says why."
}

starts() { [ -x "$1" ] && quietly within 60 "$@"; }

# The folder of initdb: on the PATH, or the newest one in Debian's place below the given root.
postgres_folder() {
  local initdb candidate
  initdb=$([ -n "$1" ] || first_of initdb) || true
  if [ -z "$initdb" ]; then
    for candidate in "$1"/usr/lib/postgresql/*/bin/initdb; do [ ! -x "$candidate" ] || initdb=$candidate; done
  fi
  [ -n "$initdb" ] && dirname "$initdb"
}

install_postgres() {
  local folder program
  if folder=$(postgres_folder ""); then
    for program in initdb postgres; do link_tool $program "$folder/$program"; done
    return
  fi
  local DEBIAN_ROOT="$POSTGRES_ROOT/root"
  if ! folder=$(postgres_folder "$DEBIAN_ROOT"); then
    say "unpacking PostgreSQL"
    mkdir -p "$POSTGRES_ROOT/bin"
    need_space 400 "$POSTGRES_ROOT"
    unpack_debian postgresql
  fi
  chmod -R go+rX "$POSTGRES_ROOT"
  folder=$(postgres_folder "$DEBIAN_ROOT") ||
    give_up "Debian's postgresql package holds no initdb: install PostgreSQL by hand and run the same command again."
  for program in initdb postgres; do
    write_wrapper "$POSTGRES_ROOT/bin/$program" "$folder/$program"
    link_tool $program "$POSTGRES_ROOT/bin/$program"
  done
  starts "$LINKS/postgres" --version ||
    give_up "PostgreSQL does not start; $SLIPWAY_TOOLS/setup.log says why."
}

# Prometheus, and promtool, which fills it.
install_prometheus() {
  local DEBIAN_ROOT="$PROMETHEUS_ROOT" program found
  for program in prometheus promtool; do
    found=$(first_of $program) || found="$DEBIAN_ROOT/usr/bin/$program"
    [ -x "$found" ] || unpack_prometheus
    link_tool $program "$found"
    starts "$LINKS/$program" --version || give_up "$program does not start; $SLIPWAY_TOOLS/setup.log says why."
  done
}

unpack_prometheus() {
  say "unpacking Prometheus"
  mkdir -p "$DEBIAN_ROOT"
  need_space 200 "$DEBIAN_ROOT"
  unpack_alone prometheus
}

playwright_ready() { [ -e "$checkout/end2end/node_modules/.ready-$(key_of "$checkout/end2end/package-lock.json")" ]; }

install_playwright() {
  have node && have npm || give_up "Node.js is missing: install Node 20 or newer with npm and run the same command again."
  say "installing Playwright"
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm_ci "$checkout/end2end" ||
    give_up "Playwright cannot be installed from npm: check the network and the free disk space, then run the same command again."
  # Descriptions of other products, and each once more with its references resolved: 400 MB that nobody reads.
  find "$checkout/end2end/node_modules/@octokit/openapi/generated" -name '*.json' ! -name api.github.com.json -delete
  touch "$checkout/end2end/node_modules/.ready-$(key_of "$checkout/end2end/package-lock.json")"
}

all_linked() {
  local program
  for program in "$@"; do [ -x "$LINKS/$program" ] || return 1; done
}

all_linked chromium postgres initdb prometheus promtool && playwright_ready && exit 0
lock_setup
# Another checkout may have installed it.
starts "$BROWSER_ROOT/chromium" --version || install_browser
link_tool chromium "$BROWSER_ROOT/chromium"
all_linked postgres initdb || install_postgres
all_linked prometheus promtool || install_prometheus
playwright_ready || install_playwright
