//! Amounts beside targets.

use crate::i18n::{self, lang};
use leptos::prelude::*;

/// What something costs a month; a template without cost hints is not free, its cost is unknown.
#[component]
pub fn Cost(usd: Option<f64>) -> impl IntoView {
    let words = super::text::FormText::here();
    match usd {
        Some(usd) => view! { <span class="cost">{i18n::monthly(lang(), usd)}</span> }.into_any(),
        None => view! { <span class="faint" title=words.no_costs>"–"</span> }.into_any(),
    }
}
