#!/usr/bin/env bash
# `make run`: from a fresh checkout to a running portal.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
. "$here/common.sh"
. "$here/portal.sh"

first_time() { [ ! -x "$(target_folder)/quick/slipway" ]; }

check_ports
say "1/4 tools"
first_time && need_space 6000 .
interruptible make --no-print-directory setup
say "2/4 the portal$(first_time && echo " (about twelve minutes the first time)")"
interruptible "$here/build.sh" || exit 1
say "4/4 starting on http://127.0.0.1:$PORT (Ctrl-C stops everything)"
check_ports # they may have been taken meanwhile
exec "$(target_folder)/quick/slipway" "${portal_arguments[@]}" --site "$(target_folder)/site"
