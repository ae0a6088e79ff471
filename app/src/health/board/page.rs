use super::card::card;
use super::cause::{Cause, cause};
use super::map::map;
use super::timeline::{Row, timeline};
use super::trouble::trouble;
use crate::chrome::{Nav, page};
use crate::health::changes::changes;
use crate::health::links::BOARD;
use crate::health::stages::{ALL, stages};
use crate::health::text::HealthText;
use crate::live::PageLive;
use crate::ssr::{self, Portal};
use crate::ui::address::encode;
use crate::ui::{ApiCall, EmptyState, PageHead, Shown};
use domain::PortalError;
use domain::names::StageName;
use domain::people::Actor;
use domain::view::{HealthBoard, LiveIncidents, WayBack};
use leptos::prelude::*;

/// Id of the element that keeps itself up to date.
const REGION: &str = "health-board";

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    /// A stage, or `all`. When left out, the last one: what users see.
    stage: String,
}

impl Query {
    fn stage(&self, portal: &Portal) -> Result<Option<StageName>, PortalError> {
        let stages = &portal.rules().stages;
        match self.stage.trim() {
            ALL => Ok(None),
            "" => Ok(stages.last().map(|rules| rules.name.clone())),
            name => {
                let found = stages.iter().find(|rules| rules.name.as_str() == name);
                let missing = || PortalError::not_found(format!("stage “{name}”"));
                found.map(|rules| Some(rules.name.clone())).ok_or_else(missing)
            }
        }
    }
}

#[component]
pub fn HealthPage() -> impl IntoView {
    page(Nav::Health, HealthText::here().title, async move |portal, actor| {
        let query: Query = ssr::query();
        let stage = query.stage(&portal)?;
        // Taken before the page is read, so that no change falls between the two.
        let version = portal.live_head().await? + portal.health_step();
        let board = portal.health_board(&actor, stage.as_ref()).await?;
        let unwell = portal.unwell_by_stage(&actor, None).await?;
        let back = way_back(&portal, &actor, &board).await?;
        let live = portal.live_incidents(&actor).await?;
        let text = HealthText::here();
        let narrowed =
            stage.as_ref().map_or(String::new(), |stage| format!("?stage={}", encode(stage.as_str())));
        Ok(view! {
            <div class="wide"></div>
            <PageHead title=text.title subtitle=text.subtitle>
                <ApiCall method="GET" path=format!("/health{narrowed}")/>
            </PageHead>
            <PageLive url="/live/health".to_owned() event="health".to_owned() version=version region=REGION.to_owned()/>
            {body(&board, &live, stages(&portal, stage.as_ref(), &unwell, address), back)}
        }
        .into_any())
    })
}

/// The way back from what probably made the worst one ill.
async fn way_back(
    portal: &Portal,
    actor: &Actor,
    board: &HealthBoard,
) -> Result<Option<WayBack>, PortalError> {
    let Some(first) = board.first() else { return Ok(None) };
    match &first.suspect {
        Some(suspect) => portal.way_back_from(actor, suspect, &first.health.placement).await,
        None => Ok(None),
    }
}

/// The board of a stage.
fn address(stage: &str) -> String {
    format!("{BOARD}?stage={}", encode(stage))
}

fn body(board: &HealthBoard, live: &LiveIncidents, stages: AnyView, back: Option<WayBack>) -> AnyView {
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
                    {cause(&Cause { board, back })}
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
