//! Errors say what happened, what was kept and what to do, and how to ask for help.

use crate::api::Failure;
use crate::i18n::Words;
use domain::error::FieldProblem;
use leptos::prelude::*;

/// A failure with its request id, read out at once.
#[component]
pub fn ErrorNote(#[prop(into)] failure: Failure) -> impl IntoView {
    let id = failure.request_id.map(|id| {
        view! { <p class="request-id">{Words::here().request_id}" "<code>{id}</code></p> }
    });
    view! {
        <div class="note bad" role="alert">
            <i class="glyph bad" aria-hidden="true"></i>
            <div>
                <p>{failure.error.message}</p>
                <FieldErrors problems=failure.error.fields/>
                {id}
            </div>
        </div>
    }
}

/// The inputs that do not fit, each with its reason.
#[component]
pub fn FieldErrors(problems: Vec<FieldProblem>) -> impl IntoView {
    (!problems.is_empty()).then(|| {
        let items = problems.into_iter().map(|problem| {
            view! { <li><code>{problem.field}</code>" "{problem.message}</li> }
        });
        view! { <ul>{items.collect_view()}</ul> }
    })
}
