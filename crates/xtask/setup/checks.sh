# shellcheck shell=bash
# The checks that need no running program, shared by `make lint` and `make test`. Source common.sh first.

format() { cargo fmt --all --check; }

# Only where shellcheck is there: it guards the few scripts, and is a large download.
scripts() {
  if have shellcheck; then shellcheck -S warning -x -P SCRIPTDIR crates/xtask/setup/*.sh .ci/run; fi
}

clippy() { cargo clippy --locked --workspace --all-targets -- -D warnings; }

clippy_wasm() { cargo clippy --locked -p frontend --target wasm32-unknown-unknown -- -D warnings; }

# Cargo unites the features of all packages in a build, so the packages are also checked as they are shipped.
contents_of_wasm() { cargo run --locked -q -p xtask -- check-wasm; }
