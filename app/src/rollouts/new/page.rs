use crate::chrome::{Nav, page};
use crate::i18n::Words;
use leptos::prelude::*;

#[component]
pub fn NewRolloutPage() -> impl IntoView {
    page(Nav::Rollouts, Words::here().rollout, async move |_, _| Ok(().into_any()))
}
