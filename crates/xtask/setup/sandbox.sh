#!/usr/bin/env bash
# The stand-in cloud (ministack), its fault proxy (microburst) and what runs the sandbox's workflows (act), in a private
# Python environment.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/common.sh"
. "$here/debian.sh"

LOCK="$here/sandbox-requirements.txt"
venv="$SLIPWAY_TOOLS/sandbox-$(key_of "$LOCK")"
programs="ministack microburst act"

installed() {
  [ -e "$venv/.ready" ] || return 1
  local program
  for program in $programs; do linked "$program" "$venv/bin/$program" || return 1; done
}

find_python() {
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if have "$candidate" && "$candidate" -c 'import sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  give_up "Python 3.10 or newer is needed for the sandbox cloud: install python3 and run the same command again."
}

# Debian splits pip from Python; its package serves when Python has no pip of its own.
pip() {
  if "$python" -m pip --version >/dev/null 2>&1; then
    "$python" -m pip "$@"
  else
    local modules="$DEBIAN_ROOT/usr/lib/python3/dist-packages"
    [ -d "$modules/pip" ] || unpack_debian python3-pip
    PYTHONPATH="$modules" "$python" -m pip "$@"
  fi
}

install() {
  say "installing the sandbox cloud (a private Python environment)"
  rm -rf "$venv"
  quietly "$python" -m venv --without-pip "$venv" ||
    give_up "a Python environment cannot be made in $venv: is the disk full?"
  quietly pip --disable-pip-version-check --python "$venv/bin/python" install --no-deps --require-hashes -r "$LOCK" ||
    give_up "the sandbox cloud cannot be installed from the Python package index: check the network and the free disk space, then run the same command again."
  touch "$venv/.ready"
}

installed && exit 0
lock_setup
python=$(find_python)
[ -e "$venv/.ready" ] || install
for program in $programs; do link_tool "$program" "$venv/bin/$program"; done
