//! The head of a page's content.

use leptos::prelude::*;

/// Title, a line below it, and what can be done.
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    /// A line of context.
    #[prop(optional, into)]
    subtitle: Option<String>,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="page-head">
            <div>
                <h1>{title}</h1>
                {subtitle.map(|text| view! { <p class="subtitle">{text}</p> })}
            </div>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </header>
    }
}
