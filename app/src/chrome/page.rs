use super::error_page::error_page;
use super::header::{Header, Nav};
use super::text::ChromeText;
use crate::enhance::Enhance;
use crate::ssr::{self, Portal};
use crate::ui::{Announcer, address};
use domain::people::Actor;
use domain::{ErrorCode, PortalError};
use leptos::prelude::*;
use leptos_meta::Title;
use std::future::Future;

/// A page for somebody signed in; everybody else is led to the sign-in and back.
///
/// `body` loads and shows the content. Its error becomes the error page with the right status. A body
/// that knows a better title than `title` puts its own `<Title>` into its view.
pub fn page<F, Fut>(nav: Nav, title: impl Into<String>, body: F) -> AnyView
where
    F: FnOnce(Portal, Actor) -> Fut + Send + 'static,
    Fut: Future<Output = Result<AnyView, PortalError>> + Send + 'static,
{
    let title = title.into();
    Suspend::new(async move {
        let (portal, actor) = match (ssr::portal(), ssr::actor()) {
            (Ok(portal), Ok(actor)) => (portal, actor),
            (_, Err(_)) => {
                ssr::redirect(&format!("/sign-in?next={}", address::encode(&ssr::here())));
                return ().into_any();
            }
            (Err(error), _) => return bare_page(title, error_page(error)),
        };
        let site = ssr::site();
        let (content, waiting, unread) = tokio::join!(
            body(portal.clone(), actor.clone()),
            site.waiting(&portal, &actor),
            site.unread(&portal, &actor)
        );
        let content = match content {
            Ok(content) => content,
            Err(error) if error.code == ErrorCode::Unauthenticated => {
                ssr::redirect(&format!("/sign-in?next={}", address::encode(&ssr::here())));
                return ().into_any();
            }
            Err(error) => error_page(error),
        };
        view! {
            <Title formatter=|text: String| format!("{text} · Slipway") text=title/>
            <a class="skip" href="#main">{ChromeText::here().skip}</a>
            <Header nav=nav actor=actor waiting=waiting unread=unread/>
            <main id="main" tabindex="-1">{content}</main>
            <Announcer/>
            <Enhance/>
        }
        .into_any()
    })
    .into_any()
}

/// A page without menu: for those who are not signed in.
pub fn bare_page(title: impl Into<String>, content: AnyView) -> AnyView {
    view! {
        <Title formatter=|text: String| format!("{text} · Slipway") text=title.into()/>
        <main id="main" class="bare" tabindex="-1">{content}</main>
        <Announcer/>
    }
    .into_any()
}
