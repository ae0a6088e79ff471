use super::{ComparePanel, Peek, PeekPanel};
use crate::environments::text::EnvironmentText;
use crate::i18n::Words;
use leptos::prelude::*;

/// Id of what [`PeekAside`] shows.
pub const ASIDE: &str = "peek";

/// What is looked at, at the right of the matrix: nothing, one environment, or two side by side.
#[component]
pub fn PeekAside(peeked: Vec<Peek>) -> impl IntoView {
    let (text, words) = (EnvironmentText::here(), Words::here());
    let (empty, two) = (peeked.is_empty(), peeked.len() > 1);
    let label = if two { text.compare } else { text.peek };
    let mut peeked = peeked.into_iter();
    let content = match (peeked.next(), peeked.next()) {
        (None, _) => ().into_any(),
        (Some(one), None) => view! { <PeekPanel peek=one/> }.into_any(),
        (Some(left), Some(right)) => view! { <ComparePanel left=left right=right/> }.into_any(),
    };
    view! {
        <aside class=if two { "peek two" } else { "peek" } id=ASIDE aria-label=label hidden=empty>
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
