use super::places::Places;
use super::plans::Tally;
use super::scope::Scope;
use super::text::RequestText;
use crate::i18n;
use domain::view::RequestView;
use leptos::prelude::*;

/// What a decision is about, in two lines: the targets that wait with what happens to them, and the rest.
#[component]
pub fn Covers<'a>(request: &'a RequestView, places: &'a Places) -> impl IntoView + use<> {
    let (text, lang) = (RequestText::here(), i18n::lang());
    let scope = Scope::of(request);
    let cost = scope
        .cost(lang, request)
        .map(|cost| view! { <span class="faint">{text.covers_cost}" "{cost}</span> });
    let rest = scope.rest(lang, request).map(|rest| view! { <p class="faint">{rest}</p> });
    view! {
        <div class="covers">
            <p>
                {text.covers}
                " "
                <strong>{scope.places(lang, request, places)}</strong>
                " "
                <Tally counts=scope.tally(request)/>
                " "
                {cost}
            </p>
            {rest}
        </div>
    }
}
