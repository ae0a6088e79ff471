//! The audit trail's page.

use crate::chrome::{Nav, page};
use crate::i18n::Words;
use leptos::prelude::*;

#[component]
pub fn AuditPage() -> impl IntoView {
    page(Nav::Audit, Words::here().audit, async move |_portal, _actor| Ok(().into_any()))
}
