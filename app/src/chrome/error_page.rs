use super::header::Nav;
use super::page::{bare_page, page};
use super::text::ChromeText;
use crate::i18n::{self, Words, reasons};
use crate::ssr;
use domain::{ErrorCode, PortalError};
use leptos::prelude::*;

/// Stands in for a page that cannot be shown: what happened, what to do, and the request id.
pub fn error_page(error: PortalError) -> AnyView {
    ssr::report(&error);
    ssr::set_status(error.code.status());
    let (text, words) = (ChromeText::here(), Words::here());
    let (title, hint) = match error.code {
        ErrorCode::NotFound => (text.not_found, text.not_found_text),
        ErrorCode::Forbidden => (text.forbidden, ""),
        ErrorCode::Unavailable => (text.unavailable, text.failed_hint),
        _ => (text.failed, text.failed_hint),
    };
    let again = (error.code != ErrorCode::NotFound && error.code != ErrorCode::Forbidden)
        .then(|| view! { <a class="button primary" href=ssr::here()>{words.try_again}</a> });
    let id = ssr::request_id()
        .map(|id| view! { <p class="request-id">{words.request_id}" "<code>{id}</code></p> });
    let said = match &error.why {
        Some(why) => reasons::reason(ssr::lang(), why),
        None => i18n::told(ssr::lang(), &error.message),
    };
    let said = (!said.is_empty()).then(|| view! { <p>{said}</p> });
    view! {
        <section class="empty error-page">
            <p class="code">{error.code.status()}</p>
            <h1>{title}</h1>
            {said}
            <p>{hint}</p>
            <p class="actions">
                {again}
                <a class="button" href="/environments">{text.to_environments}</a>
            </p>
            {id}
        </section>
    }
    .into_any()
}

/// For addresses that no page stands at.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let title = ChromeText::here().not_found;
    // The title says it; no second sentence says it again.
    let error = PortalError::new(ErrorCode::NotFound, "");
    if ssr::signed_in().is_some() {
        page(Nav::Nowhere, title, async move |_, _| Err(error))
    } else {
        bare_page(title, error_page(error))
    }
}
