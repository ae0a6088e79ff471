//! Forms that were begun and not sent.

use super::api;
use super::text::FormText;
use crate::requests::form::FormState;
use crate::requests::form::encoding::encode;
use crate::ui::Time;
use domain::view::DraftView;
use leptos::prelude::*;

/// Drafts to go on with, newest first; nothing when there are none.
#[component]
pub fn Drafts(
    drafts: Vec<DraftView>,
    /// The draft that is open.
    open: Option<String>,
) -> impl IntoView {
    let text = FormText::here();
    let others: Vec<DraftView> =
        drafts.into_iter().filter(|draft| open.as_deref() != Some(draft.id.as_str())).collect();
    let count = others.len();
    let items = others.into_iter().map(item).collect_view();
    (count > 0).then(|| {
        view! {
            <details class="card drafts">
                <summary>{text.drafts}" "<span class="count">{count}</span></summary>
                <ul>{items}</ul>
            </details>
        }
    })
}

fn item(draft: DraftView) -> impl IntoView {
    let text = FormText::here();
    let state: FormState = serde_json::from_str(&draft.content).unwrap_or_default();
    let service = if state.service.is_empty() { text.no_service.to_owned() } else { state.service.clone() };
    let title = format!("{service} · {}", state.template);
    let id = draft.id.to_string();
    view! {
        <li>
            <a href=super::send::address_of(&state, &encode([("draft", id.as_str())]))>{title.clone()}</a>
            <Time at=draft.saved_at/>
            <form method="post" action=api::DROP_DRAFT>
                <input type="hidden" name="draft" value=id/>
                <button class="button quiet" aria-label=format!("{}: {title}", text.drop_draft)>{text.drop_draft}</button>
            </form>
        </li>
    }
}
