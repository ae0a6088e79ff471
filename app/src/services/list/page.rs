use super::filters::Filters;
use super::query::Query;
use super::row::table;
use crate::chrome::{Nav, page};
use crate::i18n::Words;
use crate::services::text::ServicesText;
use crate::ssr;
use crate::ui::{ApiCall, ButtonLink, EmptyState, PageHead, Pager};
use leptos::prelude::*;

/// Services on one page.
const SHOWN: u32 = 50;

#[component]
pub fn ServicesPage() -> impl IntoView {
    page(Nav::Services, Words::here().services, async move |portal, actor| {
        let query: Query = ssr::query();
        let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
        let listing = portal.catalog(&actor, &query.filter(), after, SHOWN).await?;
        let facets = portal.catalog_facets(&actor).await?;
        let (first, next) = (after.map(|_| query.at("")), listing.next.map(|next| query.at(&next)));
        let list = match listing.items.is_empty() {
            true => nothing(&query),
            false => {
                let deployed = portal.deployed(&actor).await?;
                let stages: Vec<_> = portal.rules().stages.iter().map(|stage| stage.name.clone()).collect();
                table(&listing.items, &stages, &deployed)
            }
        };
        let (text, words, call) = (ServicesText::here(), Words::here(), query.at(&query.after));
        Ok(view! {
            <PageHead title=words.services subtitle=text.subtitle>
                <ApiCall method="GET" path=call/>
            </PageHead>
            <Filters query=query facets=facets/>
            {list}
            <Pager first=first next=next/>
        }
        .into_any())
    })
}

fn nothing(query: &Query) -> AnyView {
    let text = ServicesText::here();
    if query.narrows() {
        return view! {
            <EmptyState title=text.no_match text=text.no_match_text>
                <ButtonLink href="/services">{Words::here().clear}</ButtonLink>
            </EmptyState>
        }
        .into_any();
    }
    view! { <EmptyState title=text.empty text=text.empty_text/> }.into_any()
}
