//! The same thing for a script.

use super::desk::Desk;
use super::text::FormText;
use crate::i18n::Words;
use crate::requests::form::curl;
use crate::requests::form::input::request_input;
use leptos::prelude::*;

/// The command that would send exactly what the form would send.
#[component]
pub fn CopyAsApiCall(
    desk: Desk,
    /// The portal's own address.
    origin: String,
) -> impl IntoView {
    let text = FormText::here();
    let command = Memo::new(move |_| {
        desk.read(|model, state| {
            let input = request_input(model, state);
            curl::command(&origin, state.amends.as_deref(), &model.template, &input)
        })
    });
    view! {
        <details class="api-call">
            <summary>{text.api}</summary>
            <p class="hint">{text.api_hint}</p>
            <button type="button" class="button quiet copy" data-copy=command>{Words::here().copy}</button>
            <pre tabindex="0"><code>{command}</code></pre>
        </details>
    }
}
