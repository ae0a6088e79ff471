use super::cache::Rendered;
use super::filters::{Filters, Window};
use super::live::MatrixLive;
use super::{MatrixQuery, table};
use crate::chrome::{Nav, page};
use crate::environments::peek::{self, Peek, PeekAside};
use crate::environments::text::EnvironmentText;
use crate::i18n::{Words, names};
use crate::ssr::{self, Portal};
use crate::ui::{ApiCall, ButtonLink, EmptyState, Kind, PageHead, StatusBadge};
use axum::body::Bytes;
use domain::PortalError;
use domain::environment::{Drift, EnvironmentStatus};
use domain::people::Actor;
use domain::view::Matrix;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The home of developers: every environment at once.
#[component]
pub fn MatrixPage() -> impl IntoView {
    page(Nav::Environments, Words::here().environments, async move |portal, actor| {
        let query: MatrixQuery = ssr::query();
        let rendered = window(&portal, &actor, &query).await?;
        let peeked = looked_at(&portal, &actor, &query).await;
        let content = if rendered.total > 0 {
            let ids = peeked.iter().map(|peek| peek.row.id.to_string()).collect();
            view! {
                <div class="matrix-content" inner_html=ssr::inset(rendered.html.clone())></div>
                <MatrixLive peeked=ids/>
                <PeekAside peeked=peeked/>
            }
            .into_any()
        } else {
            let filters = view! {
                <Filters query=query.clone() rules=portal.rules() teams=&rendered.teams/>
            };
            (filters, nothing(&query)).into_any()
        };
        Ok(view! { <div class="wide matrix-page"><Head query=query.clone()/>{content}</div> }.into_any())
    })
}

/// The rendered window: kept from an earlier visit when nothing has changed since.
async fn window(portal: &Portal, actor: &Actor, query: &MatrixQuery) -> Result<Arc<Rendered>, PortalError> {
    let (key, site) = ((query.filter(), ssr::lang()), ssr::site());
    let beat = site.pulse.beat(portal);
    if let Some(kept) = site.matrices.get(&key, beat) {
        return Ok(kept);
    }
    let matrix = portal.matrix(actor, &key.0).await?;
    let services = portal.services(actor).await?;
    let teams: BTreeSet<String> = services.iter().map(|service| service.team.to_string()).collect();
    let mut rendered = about(&matrix, teams.into_iter().collect(), query);
    rendered.html = html(&matrix, query, &rendered, portal).into();
    let rendered = Arc::new(rendered);
    site.matrices.put(key, beat, Arc::clone(&rendered));
    Ok(rendered)
}

fn about(matrix: &Matrix, teams: Vec<String>, query: &MatrixQuery) -> Rendered {
    let rows = i64::try_from(matrix.rows.len()).unwrap_or(i64::MAX);
    let asked = query.filter().limit;
    Rendered {
        html: Bytes::new(),
        rows,
        total: matrix.total,
        offset: matrix.offset,
        limit: if asked > 0 { asked } else { rows.max(50) },
        teams,
    }
}

/// All that looks the same to everybody.
fn html(matrix: &Matrix, query: &MatrixQuery, rendered: &Rendered, portal: &Portal) -> String {
    let live = format!("/live/matrix{}", query.at(matrix.offset));
    let table = table::write(matrix, ssr::lang(), &live);
    view! {
        <Filters query=query.clone() rules=portal.rules() teams=&rendered.teams/>
        <div class="matrix-frame" tabindex="-1" inner_html=table></div>
        <Window query=query rendered=rendered/>
        <Legend/>
    }
    .to_html()
}

/// What the address says is peeked at or compared; what is gone by now is left out.
async fn looked_at(portal: &Portal, actor: &Actor, query: &MatrixQuery) -> Vec<Peek> {
    let ids = query.compare.split(',').chain([query.peek.as_str()]);
    let ids: Vec<String> = ids.filter(|id| !id.is_empty()).map(str::to_owned).collect();
    peek::look(portal, actor, ids).await.unwrap_or_default()
}

#[component]
fn Head(query: MatrixQuery) -> impl IntoView {
    let text = EnvironmentText::here();
    // The API lists environments, and knows the filters that are names.
    let MatrixQuery { service, team, stage, region, .. } = query;
    let names = MatrixQuery { service, team, stage, region, ..MatrixQuery::default() };
    let call = format!("/environments{}", names.at(0));
    view! {
        <PageHead title=Words::here().environments subtitle=text.subtitle>
            <ApiCall method="GET" path=call/>
            <ButtonLink href="/requests/new" kind=Kind::Primary>{text.new_request}</ButtonLink>
        </PageHead>
    }
}

fn nothing(query: &MatrixQuery) -> AnyView {
    let text = EnvironmentText::here();
    if query.narrows() || !query.offset.is_empty() {
        view! {
            <EmptyState title=text.no_match text=text.no_match_text>
                <ButtonLink href="/environments">{text.clear_filters}</ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <EmptyState title=text.empty_title text=text.empty_text>
                <ButtonLink href="/templates" kind=Kind::Primary>{Words::here().templates}</ButtonLink>
                <ButtonLink href="/requests/new">{text.new_request}</ButtonLink>
            </EmptyState>
        }
        .into_any()
    }
}

/// What the shapes mean.
#[component]
fn Legend() -> impl IntoView {
    let text = EnvironmentText::here();
    let statuses = [
        EnvironmentStatus::Requested,
        EnvironmentStatus::Creating,
        EnvironmentStatus::Running,
        EnvironmentStatus::Degraded,
        EnvironmentStatus::Broken,
    ];
    let statuses = statuses.map(|status| view! { <StatusBadge status=status/> });
    let drifted = names::drift(ssr::lang(), Drift::Drifted);
    let marks = [("differs", text.differs), ("drifted", drifted), ("held", text.held)];
    let marks = marks.map(|(name, meaning)| {
        view! { <span class="mark"><i class=format!("glyph {name}") aria-hidden="true"></i>{meaning}</span> }
    });
    view! {
        <div class="legend">
            <span class="vh">{text.legend}</span>
            {statuses.into_iter().collect_view()}
            {marks.into_iter().collect_view()}
            <span class="keys">{text.keys}</span>
        </div>
    }
}
