//! Things to take along: digests, commands, addresses.

#[cfg(feature = "ssr")]
mod call;

#[cfg(feature = "ssr")]
pub use call::ApiCall;

use crate::i18n::Words;
use leptos::prelude::*;

/// Copies a text; the page's scripts do it, so it is invisible without them.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: String,
    /// What the button says; a sign alone when nothing is given.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let name = label.is_none().then_some(Words::here().copy);
    let class = if label.is_none() { "button quiet copy icon" } else { "button quiet copy" };
    view! {
        <button type="button" class=class data-copy=text aria-label=name title=name>
            <i class="glyph" aria-hidden="true"></i>
            {label}
        </button>
    }
}

/// The first digits of a digest, with the whole of it to copy.
#[component]
pub fn Digest(#[prop(into)] digest: String) -> impl IntoView {
    let bare = digest.strip_prefix("sha256:").unwrap_or(&digest);
    let short: String = bare.chars().take(10).collect();
    view! {
        <span class="digest">
            <code title=digest.clone()>{short}</code>
            <CopyButton text=digest.clone()/>
        </span>
    }
}
