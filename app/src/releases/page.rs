use crate::chrome::{Nav, page};
use crate::i18n::Words;
use leptos::prelude::*;

#[component]
pub fn ReleasesPage() -> impl IntoView {
    page(Nav::Rollouts, Words::here().releases, async move |_, _| Ok(().into_any()))
}
