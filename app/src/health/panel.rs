//! The frame of what explains a placement.

use crate::ui::ApiCall;
use leptos::prelude::*;

/// A card with an answer, and the call with which a script asks for the same.
pub fn panel(class: &'static str, title: &'static str, call: String, body: AnyView) -> AnyView {
    view! {
        <section class=class aria-label=title>
            <header>
                <h2>{title}</h2>
                <ApiCall method="GET" path=call does=title/>
            </header>
            <div class="body">{body}</div>
        </section>
    }
    .into_any()
}
