#!/usr/bin/env bash
# Builds what `make run` starts. The first time, the browser's part is compiled beside the portal: both have minutes in which
# they keep only one core busy.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
. "$here/common.sh"
. "$here/portal.sh"

log="$(target_folder)/browser.log"
mkdir -p "$(target_folder)"

# Only the compiler's part of it; the build driver finds that done.
cargo build --locked -p frontend --target wasm32-unknown-unknown --profile wasm-release >"$log" 2>&1 &
browser=$!
cargo build --locked --profile quick -p server -p xtask || {
  kill "$browser" 2>/dev/null
  give_up "the portal could not be built: the compiler's message above says why."
}
say "3/4 the browser's part"
# What was wrong with it is said by the build driver, which tries again.
wait "$browser" || true
"$(target_folder)/quick/xtask" build ||
  give_up "the browser's part could not be built: the message above says why."
