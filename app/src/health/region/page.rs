use super::query::Query;
use super::table::services;
use crate::chrome::{Nav, page};
use crate::health::board::card::card;
use crate::health::board::timeline::{Row, timeline};
use crate::health::changes::changes;
use crate::health::chart::charts;
use crate::health::links::BOARD;
use crate::health::stages::{ALL, chosen, stages};
use crate::health::text::HealthText;
use crate::live::PageLive;
use crate::ssr;
use crate::ui::address::encode;
use crate::ui::{ApiCall, ButtonLink, PageHead};
use domain::names::RegionName;
use domain::view::{LiveIncidents, RegionHealthView};
use leptos::prelude::*;
use leptos_meta::Title;

/// Id of the element that keeps itself up to date.
const REGION: &str = "health-region";

#[component]
pub fn RegionPage() -> impl IntoView {
    let region = ssr::path_parameter("region");
    page(Nav::Health, HealthText::here().title, async move |portal, actor| {
        let mut query: Query = ssr::query();
        query.stage = chosen(&portal, &query.stage)?.map_or(ALL.to_owned(), |stage| stage.to_string());
        let version = portal.live_head().await? + portal.health_step();
        let view = portal.region_health(&actor, &region, &query.wanted(), query.range()).await?;
        let live = portal.live_incidents(&actor).await?;
        let title = ssr::region(ssr::lang(), &view.card.region);
        let unwell = portal.unwell_by_stage(&actor, Some(&view.card.region)).await?;
        let address = |stage: &str| query.in_stage(&view.card.region, stage);
        let stages = stages(&portal, view.stage.as_ref(), &unwell, address);
        let (code, call) = (view.card.region.to_string(), call(&view.card.region, &query));
        Ok(view! {
            <Title text=title.clone()/>
            <PageHead title=title subtitle=code>
                <ApiCall method="GET" path=call/>
                <ButtonLink href=BOARD>{HealthText::here().title}</ButtonLink>
            </PageHead>
            <PageLive url="/live/health".to_owned() event="health".to_owned() version=version region=REGION.to_owned()/>
            {body(&view, &live, &query, stages)}
        }
        .into_any())
    })
}

/// The same from the API.
fn call(region: &RegionName, query: &Query) -> String {
    let stage = query.one_stage().map(|stage| format!("&stage={}", encode(stage.as_str())));
    format!("/health?region={}{}", encode(region.as_str()), stage.unwrap_or_default())
}

fn body(view: &RegionHealthView, live: &LiveIncidents, query: &Query, stages: AnyView) -> AnyView {
    let rows = [Row { region: &view.card.region, href: None, spans: &view.card.spans }];
    let title = HealthText::here().timeline_of;
    let address = query.without_range(&view.card.region);
    view! {
        <div id=REGION class="health-board">
            {stages}
            <ul class="health-cards one">{card(&view.card, view.stage.as_ref(), live)}</ul>
            <div class="request-grid health-grid">
                <div class="request-main">
                    {timeline(&rows, &view.changes, (view.from, view.until), title)}
                    {charts(&view.charts, &view.changes, query.range(), &address)}
                    {services(view, live, query)}
                </div>
                <div class="request-side">{changes(&view.changes)}</div>
            </div>
        </div>
    }
    .into_any()
}
