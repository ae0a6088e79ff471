//! Signing in.

use crate::chrome::bare_page;
use crate::ssr;
use leptos::prelude::*;

/// Sends visitors to where their work is.
#[component]
pub fn Home() -> impl IntoView {
    let there = if ssr::signed_in().is_some() { "/environments" } else { "/sign-in" };
    leptos_axum::redirect(there);
}

#[component]
pub fn SignInPage() -> impl IntoView {
    bare_page("", ().into_any())
}
