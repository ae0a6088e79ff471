#!/usr/bin/env bash
# `make lint`: formatting, lints, and what goes into the browser.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
. "$here/common.sh"
. "$here/checks.sh"

for check in format scripts clippy clippy_wasm contents_of_wasm; do
  say "${check//_/ }"
  interruptible "$check" || give_up "${check//_/ }: see above."
done
