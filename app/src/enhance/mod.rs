//! What scripts add to every page.

use leptos::prelude::*;

#[island]
pub fn Enhance() -> impl IntoView {}
