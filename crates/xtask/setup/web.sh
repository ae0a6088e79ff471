#!/usr/bin/env bash
# wasm-opt, which makes the WebAssembly small: from npm, because Debian's is years old.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/common.sh"

folder="$SLIPWAY_TOOLS/web-$(key_of "$here/web/package-lock.json")"
wasm_opt="$folder/node_modules/binaryen/bin/wasm-opt"

linked wasm-opt "$wasm_opt" && exit 0
have node && have npm || give_up "Node.js is missing: install Node 20 or newer with npm and run the same command again."
lock_setup
if [ ! -e "$folder/.ready" ]; then
  say "installing wasm-opt (100 MB unpacked)"
  mkdir -p "$folder"
  need_space 200 "$folder"
  cp "$here/web/package.json" "$here/web/package-lock.json" "$folder/"
  npm_ci "$folder" ||
    give_up "wasm-opt cannot be installed from npm: check the network and the free disk space, then run the same command again."
  touch "$folder/.ready"
fi
link_tool wasm-opt "$wasm_opt"
