use super::card::card;
use super::cause::cause;
use super::map::map;
use super::timeline::{Row, timeline};
use super::trouble::trouble;
use crate::chrome::{Nav, page};
use crate::health::changes::changes;
use crate::health::links::BOARD;
use crate::health::stages::{ALL, chosen, stages};
use crate::health::text::HealthText;
use crate::live::PageLive;
use crate::ssr;
use crate::ssr::back::kept;
use crate::ui::address::encode;
use crate::ui::{ApiCall, EmptyState, ErrorNote, PageHead, Shown};
use domain::names::StageName;
use domain::view::{HealthBoard, LiveIncidents};
use leptos::prelude::*;

/// Id of the element that keeps itself up to date.
const REGION: &str = "health-board";

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    /// A stage, or `all`. When left out, the last one: what users see.
    stage: String,
    /// Where a form that came back is kept.
    failed: String,
}

#[component]
pub fn HealthPage() -> impl IntoView {
    page(Nav::Health, HealthText::here().title, async move |portal, actor| {
        let query: Query = ssr::query();
        let stage = chosen(&portal, &query.stage)?;
        // Taken before the page is read, so that no change falls between the two.
        let version = portal.live_head().await? + portal.health_step();
        let board = portal.health_board(&actor, stage.as_ref()).await?;
        let unwell = portal.unwell_by_stage(&actor, None).await?;
        let narrowed =
            stage.as_ref().map_or(String::new(), |stage| format!("?stage={}", encode(stage.as_str())));
        let here = address(stage.as_ref().map_or(ALL, StageName::as_str));
        let failed = kept(&portal, &actor, &query.failed, &here).await;
        let failure = failed.map(|kept| view! { <ErrorNote failure=kept.failure/> });
        let cause = cause(&portal, &actor, &board, &here).await;
        let live = portal.live_incidents(&actor).await?;
        let text = HealthText::here();
        Ok(view! {
            <div class="wide"></div>
            {failure}
            <PageHead title=text.title subtitle=text.subtitle>
                <ApiCall method="GET" path=format!("/health{narrowed}")/>
            </PageHead>
            <PageLive url="/live/health".to_owned() event="health".to_owned() version=version region=REGION.to_owned()/>
            {body(&board, &live, stages(&portal, stage.as_ref(), &unwell, address), cause)}
        }
        .into_any())
    })
}

/// The board of a stage.
fn address(stage: &str) -> String {
    format!("{BOARD}?stage={}", encode(stage))
}

fn body(board: &HealthBoard, live: &LiveIncidents, stages: AnyView, cause: AnyView) -> AnyView {
    let text = HealthText::here();
    let empty = board.tally().all() == 0 && board.changes.is_empty();
    let teach = empty.then(|| view! { <EmptyState title=text.empty text=text.empty_text/> });
    let cards = board.regions.iter().map(|region| card(region, board.stage.as_ref(), live)).collect_view();
    let rows: Vec<Row<'_>> = board.regions.iter().map(|card| Row::of(card, board.stage.as_ref())).collect();
    view! {
        <div id=REGION class="health-board" data-told=told(board)>
            {stages}
            <ul class="health-cards" aria-label=text.regions>{cards}</ul>
            {teach}
            <div class="request-grid health-grid">
                <div class="request-main">
                    {timeline(&rows, &board.changes, (board.from, board.until), text.timeline)}
                    {trouble(&board.trouble, board.tally(), live)}
                </div>
                <div class="request-side">
                    {cause}
                    {changes(&board.changes)}
                    {map(board)}
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// What is read out when it has changed.
fn told(board: &HealthBoard) -> String {
    let lang = ssr::lang();
    let each = board
        .regions
        .iter()
        .map(|card| format!("{}: {}", ssr::region(lang, &card.region), card.state.state.word(lang)));
    each.collect::<Vec<_>>().join(", ")
}
