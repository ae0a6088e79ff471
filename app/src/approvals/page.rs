use super::radius::{Radius, summary};
use super::rollouts::{Reviews, Rollouts, WaitingRollout};
use super::text::InboxText;
use super::waiting::{Entry, Waiting};
use crate::chrome::{Nav, page};
use crate::i18n::Words;
use crate::requests::one::api::StoodOn;
use crate::requests::one::decision::{DecisionBox, Waiting as StillNeeded};
use crate::requests::one::differences::Differences;
use crate::requests::one::findings::Findings;
use crate::requests::one::labels::Labels;
use crate::requests::one::places::Places;
use crate::requests::one::plans::Plans;
use crate::ssr::back::{Kept, kept};
use crate::ssr::{self, Portal};
use crate::ui::{ButtonLink, EmptyState, ErrorNote, PageHead, Time, address};
use domain::PortalError;
use domain::ids::RequestId;
use domain::people::Actor;
use domain::request::RequestStatus;
use domain::view::{RequestRow, RequestView, RolloutRow};
use leptos::prelude::*;
use std::sync::Arc;

/// Entries that are listed.
const LISTED: usize = 50;

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    /// Which one is read; the first when empty.
    request: String,
    /// The one that was answered just now.
    done: String,
    /// Where a form that came back is kept.
    failed: String,
}

/// The home of team leads.
#[component]
pub fn InboxPage() -> impl IntoView {
    page(Nav::Approvals, Words::here().approvals, async move |portal, actor| {
        let query: Query = ssr::query();
        let (rows, rollouts, reviews) = tokio::try_join!(
            portal.inbox(&actor),
            portal.rollout_inbox(&actor),
            portal.review_inbox(&actor)
        )?;
        let rollouts = waiting_rollouts(&portal, &actor, rollouts).await?;
        let chosen = chosen(&portal, &actor, &query, &rows).await?;
        let entries = entries(&portal, &actor, rows).await?;
        let came_back = match &chosen {
            Some(request) => kept(&portal, &actor, &query.failed, request.id.as_str()).await,
            None => None,
        };
        let places = Arc::new(Places::of(portal.rules()));
        let labels = Arc::new(match &chosen {
            Some(request) => Labels::of(&portal, &actor, &request.template).await,
            None => Labels::default(),
        });
        let current = chosen.as_ref().map(|request| request.id.to_string());
        let list = (!entries.is_empty()).then(|| view! { <Waiting entries=entries chosen=current/> });
        let content = match chosen {
            Some(request) => view! {
                <div class="inbox">
                    {list}
                    <Chosen request=Arc::new(request) places=places labels=labels came_back=came_back/>
                </div>
            }
            .into_any(),
            None if rollouts.is_empty() && reviews.is_empty() => nothing(),
            None => ().into_any(),
        };
        Ok(view! {
            <PageHead title=Words::here().approvals subtitle=InboxText::here().subtitle/>
            {answered(&query.done)}
            <Reviews rows=reviews/>
            <Rollouts rows=rollouts/>
            {content}
        }
        .into_any())
    })
}

/// The one that the address names, else the first.
async fn chosen(
    portal: &Portal,
    actor: &Actor,
    query: &Query,
    rows: &[RequestRow],
) -> Result<Option<RequestView>, PortalError> {
    let named = Some(RequestId(query.request.clone())).filter(|id| !id.as_str().is_empty());
    match named.or_else(|| Some(rows.first()?.id.clone())) {
        Some(id) => Ok(Some(portal.request(actor, &id).await?)),
        None => Ok(None),
    }
}

/// The rows with the yeses that each still needs; what is gone by now is left out.
async fn entries(portal: &Portal, actor: &Actor, rows: Vec<RequestRow>) -> Result<Vec<Entry>, PortalError> {
    let mut entries = Vec::new();
    for row in rows.into_iter().take(LISTED) {
        match portal.request(actor, &row.id).await {
            Ok(request) => entries.push(Entry { row, waiting: request.waiting_for }),
            Err(error) if error.code == domain::ErrorCode::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(entries)
}

/// What each of the rollouts changes, asked for at once.
async fn waiting_rollouts(
    portal: &Portal,
    actor: &Actor,
    rows: Vec<RolloutRow>,
) -> Result<Vec<WaitingRollout>, PortalError> {
    let asked = rows.into_iter().take(LISTED).map(async |row| {
        let changes = portal.rollout_changes(actor, &row.id).await?;
        let carried = match row.carried {
            Some(_) => portal.rollout(actor, &row.id).await?.carried,
            None => None,
        };
        let labels = match &row.carried {
            Some(carried) => Labels::of(portal, actor, &carried.template).await,
            None => Labels::default(),
        };
        Ok(WaitingRollout { row, changes, carried, labels })
    });
    futures::future::try_join_all(asked).await
}

fn nothing() -> AnyView {
    let text = InboxText::here();
    view! {
        <EmptyState title=text.empty text=text.empty_text>
            <ButtonLink href="/requests?status=awaiting_approval">{text.see_waiting}</ButtonLink>
        </EmptyState>
    }
    .into_any()
}

/// Says that the answer before was taken.
fn answered(id: &str) -> Option<AnyView> {
    let text = InboxText::here();
    (!id.is_empty()).then(|| {
        view! {
            <div class="note good" role="status">
                <i class="glyph good" aria-hidden="true"></i>
                <p>{text.done}" "<a href=format!("/requests/{}", address::encode(id))>{text.see_it}</a></p>
            </div>
        }
        .into_any()
    })
}

/// Everything that the answer needs, in the order in which it is read.
#[component]
fn Chosen(
    request: Arc<RequestView>,
    places: Arc<Places>,
    labels: Arc<Labels>,
    came_back: Option<Kept>,
) -> impl IntoView {
    let text = InboxText::here();
    let typed = came_back.as_ref().map(|kept| kept.typed.clone()).unwrap_or_default();
    let failure = came_back.map(|kept| view! { <ErrorNote failure=kept.failure/> });
    let waits = request.status == RequestStatus::AwaitingApproval;
    let reason = request.reason.clone().map(|reason| view! { <blockquote>{reason}</blockquote> });
    let deadline = request
        .decide_by
        .map(|at| view! { <span class="faint">{text.until}" "<Time at=at exact=true/></span> });
    view! {
        <article class="chosen" aria-labelledby="chosen-summary">
            {failure}
            <header>
                <h2 id="chosen-summary">{summary(&request, &places)}</h2>
                {reason}
                <p class="actions">
                    <StillNeeded waiting=request.waiting_for.clone()/>
                    {deadline}
                    <a href=format!("/requests/{}", request.id)>{text.whole}</a>
                </p>
            </header>
            {(!waits).then(|| view! { <p class="note">{text.gone}</p> })}
            <Radius request=&request places=&places/>
            <Plans request=request.clone() places=places.clone()/>
            <Differences request=request.clone() places=places.clone() labels=labels/>
            <Findings request=request.clone()/>
            <DecisionBox request=request places=places from=StoodOn::Inbox typed=typed/>
        </article>
    }
    .into_any()
}
