//! What a person sets for themselves.

#[cfg(feature = "ssr")]
use crate::chrome::{Nav, page};
#[cfg(feature = "ssr")]
use crate::i18n::Words;
#[cfg(feature = "ssr")]
use leptos::prelude::*;

#[cfg(feature = "ssr")]
#[component]
pub fn TokensPage() -> impl IntoView {
    page(Nav::Nowhere, Words::here().tokens, async move |_portal, _actor| Ok(().into_any()))
}
