//! Errors say what happened, what was kept and what to do, and how to ask for help.

use super::address::encode;
use crate::api::Failure;
use crate::i18n::{self, Words, reasons};
use domain::error::FieldProblem;
use domain::permission::Reason;
use leptos::prelude::*;

/// A failure with its request id, read out at once.
#[component]
pub fn ErrorNote(#[prop(into)] failure: Failure) -> impl IntoView {
    let id = failure.request_id.map(|id| {
        view! { <p class="request-id">{Words::here().request_id}" "<code>{id}</code></p> }
    });
    let message = match &failure.error.why {
        Some(why) => reasons::reason(i18n::lang(), why),
        None => i18n::told(i18n::lang(), &failure.error.message),
    };
    // What the sentence says already is not said twice.
    let why = failure.error.why.as_ref().map(ToString::to_string);
    let said = |text: &str| {
        message.contains(&i18n::told(i18n::lang(), text))
            || why.as_deref() == Some(text.trim_end_matches('.'))
    };
    let mut fields = failure.error.fields;
    fields.retain(|problem| !said(&problem.message));
    let holder = failure.error.why.as_deref().and_then(holder);
    view! {
        <div class="note bad" role="alert">
            <i class="glyph bad" aria-hidden="true"></i>
            <div>
                <p>{message}" "{holder}</p>
                <FieldErrors problems=fields/>
                {id}
            </div>
        </div>
    }
}

/// The way to the request that is in the way.
fn holder(why: &Reason) -> Option<impl IntoView + use<>> {
    let Reason::Held { request } = why else { return None };
    Some(view! { <a href=format!("/requests/{}", encode(request.as_str()))>{Words::here().request}</a> })
}

/// The inputs that do not fit, each with its reason.
#[component]
pub fn FieldErrors(problems: Vec<FieldProblem>) -> impl IntoView {
    (!problems.is_empty()).then(|| {
        let items = problems.into_iter().map(|problem| {
            let told = i18n::told(i18n::lang(), &problem.message);
            view! { <li><code>{problem.field}</code>" "{told}</li> }
        });
        view! { <ul>{items.collect_view()}</ul> }
    })
}
