#!/usr/bin/env bash
# `make dev`: the portal, built and started again after every change.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
. "$here/common.sh"
. "$here/portal.sh"

check_ports
make --no-print-directory setup
interruptible cargo build --locked -p xtask
interruptible "$(target_folder)/debug/xtask" dev -- "${portal_arguments[@]}" --site "$(target_folder)/site-dev"
