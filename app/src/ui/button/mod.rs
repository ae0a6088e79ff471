//! Buttons. What a person may not do is shown disabled with the reason, not hidden.

use crate::i18n::{self, reasons};
use domain::view::Allowed;
use leptos::prelude::*;

/// How much a button wants to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// The one thing to do on a page.
    Primary,
    #[default]
    Plain,
    /// Takes something away.
    Danger,
    /// Part of a line of text or a toolbar.
    Quiet,
}

impl Kind {
    pub const fn class(self) -> &'static str {
        match self {
            Kind::Primary => "button primary",
            Kind::Plain => "button",
            Kind::Danger => "button danger",
            Kind::Quiet => "button quiet",
        }
    }
}

/// Submits the form around it.
#[component]
pub fn Button(
    #[prop(optional)] kind: Kind,
    /// Disabled with its reason when not allowed.
    #[prop(optional)]
    allowed: Option<Allowed>,
    /// Sent with the form, to tell several buttons apart.
    #[prop(optional)]
    name: Option<&'static str>,
    #[prop(optional, into)] value: Option<String>,
    children: Children,
) -> impl IntoView {
    let reason = refusal(allowed);
    let disabled = reason.is_some();
    view! {
        <span class="act">
            <button type="submit" class=kind.class() name=name value=value disabled=disabled>
                {children()}
            </button>
            {reason}
        </span>
    }
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: String,
    #[prop(optional)] kind: Kind,
    #[prop(optional)] allowed: Option<Allowed>,
    children: Children,
) -> impl IntoView {
    let reason = refusal(allowed);
    // A link without an address is what HTML has for a disabled one.
    let (href, disabled) = match &reason {
        Some(_) => (None, Some("true")),
        None => (Some(href), None),
    };
    view! {
        <span class="act">
            <a class=kind.class() href=href role=disabled.map(|_| "link") aria-disabled=disabled>
                {children()}
            </a>
            {reason}
        </span>
    }
}

fn refusal(allowed: Option<Allowed>) -> Option<impl IntoView + use<>> {
    let reason = reasons::refusal(i18n::lang(), &allowed?)?;
    Some(view! { <span class="reason">{reason}</span> })
}
