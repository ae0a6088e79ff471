use super::query::Query;
use super::row::{Context, table};
use super::text::ReleasesText;
use crate::chrome::{Nav, page};
use crate::i18n::Words;
use crate::ssr::{self, Portal};
use crate::ui::{ApiCall, ButtonLink, Choice, Choices, EmptyState, Kind, PageHead, Pager};
use domain::PortalError;
use domain::people::Actor;
use leptos::prelude::*;

/// Releases on one page.
const SHOWN: u32 = 50;
/// What a build sends, to fill in.
const REGISTRATION: &str =
    r#"{"service":"…","version":"…","commit":"…","artifact":"…","digest":"sha256:…","size":0}"#;

#[component]
pub fn ReleasesPage() -> impl IntoView {
    page(Nav::Rollouts, Words::here().releases, async move |portal, actor| {
        let query: Query = ssr::query();
        let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
        let listing = portal.releases(&actor, query.service(), after, SHOWN).await?;
        let services = services(&portal, &actor).await?;
        let (first, next) = (after.map(|_| query.at("")), listing.next.map(|next| query.at(&next)));
        let list = match listing.items.is_empty() {
            true => nothing(&query),
            false => table(&listing.items, &context(&portal, actor).await?),
        };
        let (text, words, call) = (ReleasesText::here(), Words::here(), query.at(&query.after));
        Ok(view! {
            <PageHead title=words.releases subtitle=text.subtitle>
                <ApiCall method="GET" path=call/>
                <ButtonLink href="/rollouts">{words.rollouts}</ButtonLink>
            </PageHead>
            {filters(query, services)}
            {list}
            <Pager first=first next=next/>
        }
        .into_any())
    })
}

async fn context(portal: &Portal, actor: Actor) -> Result<Context, PortalError> {
    let deployed = portal.deployed(&actor).await?;
    let stages = portal.rules().stages.iter().map(|stage| stage.name.clone()).collect();
    Ok(Context { actor, stages, deployed })
}

/// Those that can be rolled out.
async fn services(portal: &Portal, actor: &Actor) -> Result<Vec<Choice>, PortalError> {
    let (declared, _) = portal.declared(actor).await?;
    let names = declared.iter().map(|declaration| declaration.service.to_string());
    Ok(names.map(|name| (name.clone(), name)).collect())
}

fn filters(query: Query, services: Vec<Choice>) -> AnyView {
    let (text, words) = (ReleasesText::here(), Words::here());
    let clear = query.service().map(|_| view! { <a class="button quiet" href="/releases">{words.clear}</a> });
    view! {
        <form class="filters" method="get" action="/releases" role="search" data-auto="">
            <Choices name="service" label=words.service any=text.any_service chosen=query.service choices=services/>
            <button class="button">{words.apply_filter}</button>
            {clear}
        </form>
    }
    .into_any()
}

fn nothing(query: &Query) -> AnyView {
    let text = ReleasesText::here();
    let title = if query.service().is_some() { text.no_match } else { text.empty };
    view! {
        <EmptyState title=title text=text.empty_text>
            <ApiCall method="POST" path="/releases" body=REGISTRATION/>
            <ButtonLink href="/rollouts" kind=Kind::Plain>{Words::here().rollouts}</ButtonLink>
        </EmptyState>
    }
    .into_any()
}
