use super::super::text::ListText;
use super::filters::Filters;
use super::launches::launches;
use super::query::Query;
use super::repository::repository;
use super::runs::runs;
use crate::chrome::{Nav, page};
use crate::i18n::Words;
use crate::ssr;
use crate::ui::{ApiCall, ButtonLink, EmptyState, PageHead};
use domain::view::{PipelinesView, RunRow};
use leptos::prelude::*;
use std::collections::BTreeSet;

#[component]
pub fn PipelinesPage() -> impl IntoView {
    page(Nav::Pipelines, Words::here().pipelines, async move |portal, actor| {
        let query: Query = ssr::query();
        let seen = portal.pipelines(&actor, &query.filter()).await?;
        let (declared, _) = portal.declared(&actor).await?;
        let services: BTreeSet<String> = declared.iter().map(|it| it.service.to_string()).collect();
        let repositories: BTreeSet<String> = declared.iter().map(|it| it.repository.clone()).collect();
        let none_configured = portal.settings().repositories.is_empty();
        let (text, words, call) = (ListText::here(), Words::here(), query.call());
        let content = content(seen, &query, none_configured);
        Ok(view! {
            <PageHead title=words.pipelines subtitle=text.subtitle>
                <ApiCall method="GET" path=call/>
            </PageHead>
            <Filters query=query services=services.into_iter().collect() repositories=repositories.into_iter().collect()/>
            {content}
        }
        .into_any())
    })
}

fn content(seen: PipelinesView, query: &Query, none_configured: bool) -> AnyView {
    let text = ListText::here();
    if none_configured {
        return view! { <EmptyState title=text.empty text=text.empty_text/> }.into_any();
    }
    let repositories: Vec<AnyView> = seen.repositories.into_iter().map(repository).collect();
    view! {
        <div class="stack">
            {launches(seen.launches)}
            <div class="pipelines">{repositories}</div>
            <section class="stack">
                <h2>{text.runs}</h2>
                {found(seen.runs, query)}
            </section>
        </div>
    }
    .into_any()
}

fn found(rows: Vec<RunRow>, query: &Query) -> AnyView {
    let text = ListText::here();
    match (rows.is_empty(), query.narrows()) {
        (false, _) => runs(rows),
        (true, true) => view! {
            <EmptyState title=text.no_match text=text.no_match_text>
                <ButtonLink href="/pipelines">{Words::here().clear}</ButtonLink>
            </EmptyState>
        }
        .into_any(),
        (true, false) => view! { <EmptyState title=text.no_runs text=text.no_runs_text/> }.into_any(),
    }
}
