use super::api::{LIST, READ, SETTINGS};
use super::item::item;
use super::text::NotificationText;
use crate::chrome::{Nav, page};
use crate::i18n::Words;
use crate::ssr;
use crate::ui::{ApiCall, Button, ButtonLink, EmptyState, Kind, PageHead, address};
use leptos::prelude::*;

/// Entries of one page.
const LISTED: u32 = 50;

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    /// `yes`: only what was not seen.
    unread: String,
    after: String,
}

#[component]
pub fn NotificationsPage() -> impl IntoView {
    page(Nav::Nowhere, NotificationText::here().title, async move |portal, actor| {
        let text = NotificationText::here();
        let query: Query = ssr::query();
        let (unread, after) = (query.unread == "yes", (!query.after.is_empty()).then_some(query.after));
        let listing = portal.notifications(&actor, unread, after.as_deref(), LISTED).await?;
        let narrow = if unread { "unread=yes&" } else { "" };
        let next = listing.next.map(|next| {
            let href = format!("{LIST}?{narrow}after={}", address::encode(&next));
            view! { <p class="actions"><ButtonLink href=href>{Words::here().next_page}</ButtonLink></p> }
        });
        let list = if listing.items.is_empty() {
            view! { <EmptyState title=text.empty text=text.empty_text/> }.into_any()
        } else {
            let items = listing.items.into_iter().map(item).collect_view();
            view! { <ul class="notices" aria-label=text.list>{items}</ul> }.into_any()
        };
        Ok(view! {
            <PageHead title=text.title subtitle=text.subtitle><ApiCall method="GET" path="/notifications"/></PageHead>
            <div class="notice-tools actions">
                <a class="button quiet" href=LIST aria-current=(!unread).then_some("true")>{text.everything}</a>
                <a class="button quiet" href="/notifications?unread=yes" aria-current=unread.then_some("true")>
                    {text.only_unread}
                </a>
                <a class="button quiet" href=SETTINGS>{text.to_settings}</a>
                <form method="post" action=READ><Button kind=Kind::Quiet>{text.read_all}</Button></form>
            </div>
            <h2 class="vh">{text.list}</h2>
            {list}
            {next}
        }
        .into_any())
    })
}
