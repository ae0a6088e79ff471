//! What scripts add to every page: true relative times, copying, dialogs, and the keyboard.

#[cfg(target_arch = "wasm32")]
mod browser;
mod help;

use help::KeyboardHelp;
use leptos::prelude::*;

/// Stands once on every page.
#[island]
pub fn Enhance() -> impl IntoView {
    #[cfg(target_arch = "wasm32")]
    browser::start();
    view! { <KeyboardHelp/> }
}

/// Tells all marked times of the page as distances from now.
#[cfg(target_arch = "wasm32")]
pub fn tell_times() {
    browser::tell_times();
}
