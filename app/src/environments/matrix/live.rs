use crate::environments::peek::{ComparePanel, Peek, PeekPanel};
use crate::environments::text::EnvironmentText;
use crate::i18n::Words;
use crate::live::{Live, NotLive, follow};
use domain::view::Matrix;
use leptos::prelude::*;

/// Keeps the table that stands before it up to date, gives it the keyboard, and shows what is peeked at.
///
/// The table itself is not hydrated: it would have to be sent twice.
#[island]
pub fn MatrixLive(
    /// One to peek at, or two to compare.
    peeked: Vec<Peek>,
) -> impl IntoView {
    let peeked = RwSignal::new(peeked);
    let (url, version) = source();
    let live: Live<Matrix> = follow(url, "matrix", version);
    #[cfg(target_arch = "wasm32")]
    {
        super::grid::start(peeked);
        Effect::new(move |_| live.latest.with(|matrix| matrix.as_ref().map(super::patch::apply)));
    }
    let (text, words) = (EnvironmentText::here(), Words::here());
    let label = move || if peeked.with(Vec::len) > 1 { text.compare } else { text.peek };
    let content = move || match peeked.get().as_slice() {
        [] => ().into_any(),
        [one] => view! { <PeekPanel peek=one.clone()/> }.into_any(),
        [left, right, ..] => view! { <ComparePanel left=left.clone() right=right.clone()/> }.into_any(),
    };
    view! {
        <NotLive stale=live.stale/>
        <aside
            class="peek"
            id="peek"
            class:two=move || { peeked.with(Vec::len) > 1 }
            aria-label=label
            hidden=move || peeked.with(Vec::is_empty)
        >
            <header>
                <span class="faint">{label}</span>
                <a class="button quiet icon" id="peek-close" href="/environments" aria-label=words.close>
                    "✕"
                </a>
            </header>
            <div class="body">{content}</div>
        </aside>
    }
}

/// Where the table says that its changes come from, and its version.
#[cfg(target_arch = "wasm32")]
fn source() -> (String, i64) {
    let table = document().get_element_by_id("matrix");
    let attribute = |name| table.as_ref().and_then(|table| table.get_attribute(name)).unwrap_or_default();
    (attribute("data-live"), attribute("data-version").parse().unwrap_or(0))
}

#[cfg(not(target_arch = "wasm32"))]
fn source() -> (String, i64) {
    (String::new(), 0)
}
