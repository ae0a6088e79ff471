#!/usr/bin/env bash
# `make chaos`: the tests that kill the portal, with SLIPWAY_CHAOS_ROUNDS rounds each.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
. "$here/common.sh"
. "$here/portal.sh"

cargo build --locked --workspace --bins --tests
exec "$(target_folder)/debug/testbed" cargo nextest run --locked --workspace --profile chaos -E 'binary(chaos)'
