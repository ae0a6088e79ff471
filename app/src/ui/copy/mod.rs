//! Things to take along: digests, commands, addresses.

use crate::i18n::Words;
use leptos::prelude::*;

/// Copies a text; the page's scripts do it, so it is invisible without them.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: String,
    /// What the button says; "Copy" when nothing is given.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let label = label.unwrap_or_else(|| Words::here().copy.to_owned());
    view! { <button type="button" class="button quiet copy" data-copy=text>{label}</button> }
}

/// The first digits of a digest, with the whole of it to copy.
#[component]
pub fn Digest(#[prop(into)] digest: String) -> impl IntoView {
    let bare = digest.strip_prefix("sha256:").unwrap_or(&digest);
    let short: String = bare.chars().take(10).collect();
    let label = format!("{} {short}", Words::here().copy);
    view! {
        <span class="digest">
            <code title=digest.clone()>{short}</code>
            <button type="button" class="button quiet copy icon" data-copy=digest aria-label=label>"⧉"</button>
        </span>
    }
}
