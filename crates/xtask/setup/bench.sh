#!/usr/bin/env bash
# `make bench`: the portal as it is shipped, and the program that measures it. Arguments go to the latter.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
. "$here/common.sh"
. "$here/portal.sh"

say "building the release (about ten minutes the first time)"
interruptible cargo build --locked --release -p server -p bench
interruptible cargo build --locked --profile quick -p xtask
interruptible "$(target_folder)/quick/xtask" build
exec "$(target_folder)/release/bench" "$@"
