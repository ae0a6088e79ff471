//! A labelled input with its hint and its mistake.

mod choices;

pub use choices::{Choice, Choices};

use leptos::prelude::*;

/// Wraps the control with the given id; give the control `aria-describedby="<id>-hint <id>-error"`.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Option<String>,
    children: Children,
) -> impl IntoView {
    let hint = hint.map(|text| view! { <p class="hint" id=format!("{id}-hint")>{text}</p> });
    let error = error.map(|text| view! { <p class="mistake" id=format!("{id}-error")>{text}</p> });
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {children()}
            {hint}
            {error}
        </div>
    }
}
