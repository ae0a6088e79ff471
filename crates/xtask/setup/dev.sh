#!/usr/bin/env bash
# `make dev`: the portal, built and started again after every change.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
. "$here/common.sh"
. "$here/portal.sh"

check_ports
make --no-print-directory setup
cargo build --locked -p xtask
exec "$(target_folder)/debug/xtask" dev -- "${portal_arguments[@]}"
