//! Native dialogs. They open by script; what they do must also be reachable without.

use crate::i18n::Words;
use leptos::prelude::*;

/// A modal dialog with a title and a way out.
#[component]
pub fn Dialog(#[prop(into)] id: String, #[prop(into)] title: String, children: Children) -> impl IntoView {
    let heading = format!("{id}-title");
    view! {
        <dialog class="dialog" id=id aria-labelledby=heading.clone()>
            <header>
                <h2 id=heading.clone()>{title}</h2>
                <form method="dialog">
                    <button class="button quiet" aria-label=Words::here().close>"✕"</button>
                </form>
            </header>
            {children()}
        </dialog>
    }
}

/// Opens the dialog with the given id; without scripts it is the link that it also is.
#[component]
pub fn DialogButton(
    /// The dialog's id.
    #[prop(into)]
    opens: String,
    /// Where the same is done without scripts.
    #[prop(into)]
    href: String,
    #[prop(optional)] kind: super::Kind,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=kind.class() href=href data-opens=opens aria-haspopup="dialog">
            {children()}
        </a>
    }
}
