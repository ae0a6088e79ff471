#!/usr/bin/env bash
# A Rust of at least $MINIMUM_RUST that can build for WebAssembly.
#
# First choice: what is there, else rustup's own download. Where rustup's server cannot be reached
# (SLIPWAY_OFFLINE_TOOLCHAIN=1 skips the attempt), Debian's compiler is unpacked privately and the
# standard library for WebAssembly is built from its sources.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../../.." && pwd)
. "$here/common.sh"
. "$here/debian.sh"

MINIMUM_RUST=1.96
LLVM=22
WASM=wasm32-unknown-unknown
LINKED=slipway-rust

have rustup || give_up "Rust is missing: install it from https://rustup.rs and run the same command again."

new_enough() {
  local version
  version=$(cd "$checkout" && rustc --version 2>/dev/null | awk '{print $2}')
  [ -n "$version" ] && printf '%s\n%s\n' "$MINIMUM_RUST" "$version" | sort -V -C
}

have cc || give_up "a C compiler is missing, which Rust links with: install gcc or clang (on Debian: build-essential) and run the same command again."

# The target works when a module can be compiled AND linked with LTO, not when a folder exists.
builds_wasm() {
  local scratch status=0
  scratch=$(mktemp -d)
  echo '#[no_mangle] pub extern "C" fn answer() -> usize { format!("{}", 42).len() }' >"$scratch/probe.rs"
  (cd "$checkout" && rustc --target $WASM --crate-type cdylib -Clto=fat -Copt-level=1 \
    -o "$scratch/probe.wasm" "$scratch/probe.rs") >/dev/null 2>&1 || status=1
  rm -rf "$scratch"
  return $status
}

# Asked first, because a download that cannot work takes its time to say so. 100 means: there are updates.
rustup_reachable() {
  local status=0
  within 30 rustup check >/dev/null 2>&1 || status=$?
  [ "$status" = 0 ] || [ "$status" = 100 ]
}

from_rustup() {
  [ -z "${SLIPWAY_OFFLINE_TOOLCHAIN:-}" ] && rustup_reachable || return 1
  say "asking rustup for the WebAssembly target"
  if ! new_enough; then
    quietly within 600 rustup toolchain install "$MINIMUM_RUST" --profile minimal -c clippy -c rustfmt || return 1
    (cd "$checkout" && quietly rustup override set "$MINIMUM_RUST")
  fi
  (cd "$checkout" && quietly within 300 rustup target add $WASM)
}

# rustup puts a toolchain's lib folder on the loader's path; the libraries that Debian keeps elsewhere go there.
make_relocatable() {
  local usr="$DEBIAN_ROOT/usr" library
  for library in "$usr"/lib/x86_64-linux-gnu/*.so*; do
    ln -sfn "x86_64-linux-gnu/$(basename "$library")" "$usr/lib/$(basename "$library")"
  done
  ln -sfn ../../../../bin/lld-$LLVM "$usr/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld"
}

# Debian ships std's sources but not its WebAssembly build; embed-bitcode is what LTO needs.
build_wasm_std() {
  local usr="$DEBIAN_ROOT/usr" seed="$SLIPWAY_TOOLS/wasm-std-seed" rlib
  mkdir -p "$seed/src"
  printf '[package]\nname = "seed"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$seed/Cargo.toml"
  echo '#![no_std]' >"$seed/src/lib.rs"
  (cd "$seed" &&
    LD_LIBRARY_PATH="$usr/lib" RUSTFLAGS=-Cembed-bitcode=yes RUSTC_BOOTSTRAP=1 RUSTC="$usr/bin/rustc" \
      quietly "$usr/bin/cargo" build --release --target-dir "$seed/target" \
      -Zbuild-std=std,panic_abort,test,proc_macro --target $WASM) ||
    give_up "the standard library for WebAssembly could not be built; $SLIPWAY_TOOLS/setup.log says why."
  mkdir -p "$usr/lib/rustlib/$WASM/lib"
  for rlib in "$seed/target/$WASM/release/deps"/lib*.rlib; do
    case "$rlib" in */libseed-*) ;; *) cp "$rlib" "$usr/lib/rustlib/$WASM/lib/" ;; esac
  done
  rm -rf "$seed"
}

from_debian() {
  if [ ! -e "$DEBIAN_ROOT/.rust-ready" ]; then
    say "unpacking Debian's Rust compiler (180 MB)"
    unpack_debian rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web rust-web-llvm lld-$LLVM
    make_relocatable
    say "building the standard library for WebAssembly"
    build_wasm_std
    touch "$DEBIAN_ROOT/.rust-ready"
  fi
  # Not again when it is there: another checkout may be building with it.
  [ "$(rustup which --toolchain $LINKED rustc 2>/dev/null)" -ef "$DEBIAN_ROOT/usr/bin/rustc" ] ||
    quietly rustup toolchain link $LINKED "$DEBIAN_ROOT/usr"
  (cd "$checkout" && quietly rustup override set $LINKED)
}

# Remembered, because the compiler takes half a second to prove it again.
compiler() { (cd "$checkout" && rustup which rustc 2>/dev/null); }
remember() { link_tool rustc "$(compiler)"; }

linked rustc "$(compiler)" && exit 0
new_enough && builds_wasm && remember && exit 0
lock_setup
from_rustup || from_debian
builds_wasm || give_up "the WebAssembly target still does not link; $SLIPWAY_TOOLS/setup.log has the details."
remember
say "Rust $(cd "$checkout" && rustc --version | awk '{print $2}') builds for WebAssembly"
