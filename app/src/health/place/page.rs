use super::objectives::objectives;
use crate::chrome::{Nav, page};
use crate::freezes::silence;
use crate::health::board::timeline::{Row, timeline};
use crate::health::changes::changes;
use crate::health::chart::charts;
use crate::health::facts::{budget, running, state, why};
use crate::health::incident::incident_at;
use crate::health::links::{place_address, region_address};
use crate::health::text::HealthText;
use crate::health::{Advice, Causes, RegionComparison};
use crate::i18n::{Words, names};
use crate::live::PageLive;
use crate::services::address as service_address;
use crate::ssr;
use crate::ssr::back::kept;
use crate::ui::{ApiCall, ButtonLink, ErrorNote, PageHead, Shown, Time};
use domain::health::{Placement, PlacementHealth, Range};
use domain::view::{LiveIncidents, PlacementView};
use leptos::prelude::*;
use leptos_meta::Title;

/// Id of the element that keeps itself up to date.
const REGION: &str = "health-place";

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    range: String,
    /// Where a form that came back is kept.
    failed: String,
}

#[component]
pub fn PlacementPage() -> impl IntoView {
    let (service, stage, region) =
        (ssr::path_parameter("service"), ssr::path_parameter("stage"), ssr::path_parameter("region"));
    page(Nav::Health, HealthText::here().title, async move |portal, actor| {
        let query: Query = ssr::query();
        let range = Range::parse(query.range.trim()).unwrap_or_default();
        let version = portal.live_head().await? + portal.health_step();
        let view = portal.placement_health(&actor, (&service, &stage, &region), range).await?;
        let live = portal.live_incidents(&actor).await?;
        let placement = view.health.placement.clone();
        let failed = kept(&portal, &actor, &query.failed, &place_address(&placement)).await;
        let failure = failed.map(|kept| view! { <ErrorNote failure=kept.failure/> });
        Ok(view! {
            <Title text=title(&placement)/>
            {failure}
            {head(&view)}
            <PageLive url="/live/health".to_owned() event="health".to_owned() version=version region=REGION.to_owned()/>
            {body(&view, &live, range)}
        }
        .into_any())
    })
}

fn title(placement: &Placement) -> String {
    format!("{} · {}", placement.service, ssr::region(ssr::lang(), &placement.region))
}

fn head(view: &PlacementView) -> AnyView {
    let placement = &view.health.placement;
    let silence = silence(placement, view.team.as_ref(), view.may_silence.clone(), String::new());
    let call = place_address(placement);
    let region = region_address(&placement.region, Some(&placement.stage));
    let service = service_address(placement.service.as_str());
    let stage = names::stage(ssr::lang(), &placement.stage);
    view! {
        <PageHead title=title(placement) subtitle=stage>
            <ApiCall method="GET" path=call/>
            {silence}
            <ButtonLink href=region>{Words::here().region}</ButtonLink>
            <ButtonLink href=service>{Words::here().service}</ButtonLink>
        </PageHead>
    }
    .into_any()
}

fn body(view: &PlacementView, live: &LiveIncidents, range: Range) -> AnyView {
    let placement = &view.health.placement;
    let rows = [Row { region: &placement.region, href: None, spans: &view.spans }];
    let span = view.spans.first().zip(view.spans.last()).map(|(first, last)| (first.from, last.until));
    let drawn = span.map(|span| timeline(&rows, &view.changes, span, HealthText::here().timeline_of));
    let address = place_address(placement);
    let [service, stage, region] =
        [placement.service.to_string(), placement.stage.to_string(), placement.region.to_string()];
    view! {
        <div id=REGION class="health-board">
            <div class="request-grid health-grid">
                <div class="request-main">
                    {now(view, live)}
                    {drawn}
                    {charts(&view.charts, &view.changes, range, &address)}
                    <Advice service=service.clone() stage=stage.clone() region=region.clone()/>
                    <RegionComparison service=service.clone() stage=stage.clone() region=region.clone()/>
                </div>
                <div class="request-side">
                    {objectives(&view.objectives)}
                    <Causes service=service stage=stage region=region page=address/>
                    {elsewhere(&view.elsewhere)}
                    {changes(&view.changes)}
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn now(view: &PlacementView, live: &LiveIncidents) -> AnyView {
    let text = HealthText::here();
    let health = &view.health.health;
    let team = view.team.clone().map(|team| {
        view! { <dt>{Words::here().team}</dt><dd>{team.to_string()}</dd> }
    });
    let tone = health.state.tone().class();
    view! {
        <section class=format!("card health-now {tone}") id="now">
            <header><h2>{text.facts}</h2>{state(health.state, Some(health.since))}</header>
            <div class="body">
                <p class="health-line">{why(&view.health)}</p>
                {incident_at(live, &view.health.placement)}
                <dl class="facts">
                    <dt>{text.burn}</dt><dd>{budget(&view.burn, &view.objectives)}</dd>
                    <dt>{text.runs}</dt><dd>{running(view.running.as_ref())}</dd>
                    {team}
                    <dt>{text.judged}</dt><dd><Time at=view.health.at/></dd>
                </dl>
            </div>
        </section>
    }
    .into_any()
}

/// The same service in the other regions: where it is well, too, the trouble is not the service's alone.
fn elsewhere(others: &[PlacementHealth]) -> Option<AnyView> {
    if others.is_empty() {
        return None;
    }
    let items = others.iter().map(|it| {
        let href = place_address(&it.placement);
        view! {
            <li>
                <a href=href>{ssr::region(ssr::lang(), &it.placement.region)}</a>
                {state(it.health.state, None)}
            </li>
        }
    });
    Some(
        view! {
            <section class="card" id="elsewhere">
                <header><h2>{HealthText::here().elsewhere}</h2></header>
                <ul class="body distances">{items.collect_view()}</ul>
            </section>
        }
        .into_any(),
    )
}
