#!/usr/bin/env bash
# `make test`: every check and every test. All steps run even when one fails; the last line sums up.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
. "$here/common.sh"
. "$here/portal.sh"
. "$here/checks.sh"

bin="$(target_folder)/debug"

# Everything in one go, so that one set of features is built once and used by all later steps.
build() { cargo build --locked --workspace --bins --tests; }

contents_of_wasm() { "$bin/xtask" check-wasm; }

# One PostgreSQL server for all test processes; they start their own clouds.
rust_tests() {
  if have cargo-nextest; then
    "$bin/testbed" cargo nextest run --locked --workspace --no-fail-fast
  else
    "$bin/testbed" cargo test --locked --workspace --no-fail-fast
  fi
}

site() { "$bin/xtask" build --dev; }

browser_tests() { "$here/browser.sh"; }

steps=(format scripts clippy clippy_wasm build contents_of_wasm rust_tests site browser_tests)
failed=()
start=$SECONDS
first_time() { [ ! -x "$bin/slipway" ]; }
first_time && need_space 12000 .
interruptible make --no-print-directory test-setup

for number in "${!steps[@]}"; do
  step="${steps[$number]}"
  say "$((number + 1))/${#steps[@]} ${step//_/ }"
  began=$SECONDS
  interruptible "$step" || failed+=("${step//_/ }")
  say "${step//_/ } took $((SECONDS - began)) s"
done

if [ ${#failed[@]} -gt 0 ]; then
  give_up "make test: ${#failed[@]} of ${#steps[@]} steps failed in $((SECONDS - start)) s: $(IFS=,; echo "${failed[*]}")"
fi
say "make test: all ${#steps[@]} steps passed in $((SECONDS - start)) s"
