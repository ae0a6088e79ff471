//! Tables of things, and the way to the next page of them.

use crate::i18n::Words;
use leptos::prelude::*;

/// A table that scrolls sideways inside its own frame; give it `<thead>` and `<tbody>`.
///
/// The main link of each row carries `data-row`, so that J and K find it.
#[component]
pub fn DataTable(
    /// What is listed, for those who hear the page.
    #[prop(into)]
    label: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="table-frame" role="region" aria-label=label tabindex="0">
            <table class="table">{children()}</table>
        </div>
    }
}

/// Links to the first and the next page; nothing when there is one page only.
#[component]
pub fn Pager(
    /// Back to the start, when this is not the first page.
    first: Option<String>,
    next: Option<String>,
) -> impl IntoView {
    let words = Words::here();
    (first.is_some() || next.is_some()).then(|| {
        let first = first.map(|href| view! { <a class="button" href=href>{words.first_page}</a> });
        let next = next.map(|href| view! { <a class="button" href=href rel="next">{words.next_page}</a> });
        view! { <nav class="pager">{first}{next}</nav> }
    })
}
