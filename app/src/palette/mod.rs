//! The command palette.

use leptos::prelude::*;

#[island]
pub fn Palette() -> impl IntoView {}

#[cfg(feature = "ssr")]
#[component]
pub fn SearchPage() -> impl IntoView {}
