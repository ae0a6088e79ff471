//! The WebAssembly entry: hydrates the islands of the page that the server sent.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen::prelude::wasm_bindgen;

// Islands register themselves; naming the crate keeps them linked.
use app as _;

#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
