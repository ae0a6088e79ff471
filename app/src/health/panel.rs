//! The frame of what explains a placement.

use crate::ui::ApiCall;
use leptos::prelude::*;

/// A card with an answer, and the call with which a script asks for the same, where there is anything to ask for.
pub fn panel(class: &'static str, title: &'static str, call: Option<String>, body: AnyView) -> AnyView {
    let call = call.map(|path| view! { <ApiCall method="GET" path=path does=title/> });
    view! {
        <section class=class aria-label=title>
            <header>
                <h2>{title}</h2>
                {call}
            </header>
            <div class="body">{body}</div>
        </section>
    }
    .into_any()
}
