use super::api::address;
use super::costs::costs;
use super::on_call::{names, until};
use super::respond::{acknowledge, respond};
use super::text::IncidentText;
use super::timeline::timeline;
use super::told::{place, title_of};
use crate::chrome::{Nav, page};
use crate::health::Causes;
use crate::health::links::place_address;
use crate::health::text::reason;
use crate::i18n;
use crate::live::PageLive;
use crate::ssr;
use crate::ssr::back::{Kept, kept};
use crate::ui::address::encode;
use crate::ui::{ApiCall, ErrorNote, PageHead, Shown, StatusBadge, Time, Tone, ToneBadge};
use domain::health::Placement;
use domain::health::incident::{Affected, Incident};
use domain::ids::IncidentId;
use domain::view::IncidentView;
use leptos::prelude::*;
use leptos_meta::Title;

/// The part of the page that renews itself.
const LIVE: &str = "incident";

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    /// Where a form that came back is kept.
    failed: String,
}

#[component]
pub fn IncidentPage() -> impl IntoView {
    let id = IncidentId(ssr::path_parameter("id"));
    page(Nav::Incidents, IncidentText::here().one, async move |portal, actor| {
        let query: Query = ssr::query();
        // Taken before the page is read, so that no change falls between the two.
        let version = portal.live_head().await? + portal.health_step();
        let view = portal.incident(&actor, &id).await?;
        let about = [id.to_string(), address(&id)];
        let mut failed = None;
        for about in &about {
            failed = failed.or(kept(&portal, &actor, &query.failed, about).await);
        }
        Ok(draw(&view, version, failed))
    })
}

fn draw(view: &IncidentView, version: i64, kept: Option<Kept>) -> AnyView {
    let text = IncidentText::here();
    let typed = kept.as_ref().map(|kept| kept.typed.clone()).unwrap_or_default();
    let failure = kept.map(|kept| view! { <ErrorNote failure=kept.failure/> });
    let url = format!("/live/incidents/{}", encode(view.incident.id.as_str()));
    let call = address(&view.incident.id);
    let first = acknowledge(view);
    let (title, status) = (title_of(&view.incident), view.incident.status);
    view! {
        <Title text=title.clone()/>
        <PageLive url=url event="incident".to_owned() version=version region=LIVE.to_owned()/>
        {failure}
        <div id=LIVE>
            <PageHead title=title subtitle=subtitle(view)>
                <StatusBadge status=status/>
                {first}
                <ApiCall method="GET" path=call/>
            </PageHead>
            <div class="request-grid">
                <div class="request-main">
                    {affected(&view.incident.affected)}
                    {costs(&view.costs)}
                    {cause(&view.incident)}
                    <section class="card">
                        <header><h2>{text.timeline}</h2></header>
                        {timeline(&view.incident.timeline, &view.changes)}
                    </section>
                </div>
                <div class="request-side">{people(view)}{respond(view, typed)}</div>
            </div>
        </div>
    }
    .into_any()
}

/// "live-api · Production · streaming · Severity: page · since 26 November, 14:03".
fn subtitle(view: &IncidentView) -> String {
    let (text, incident) = (IncidentText::here(), &view.incident);
    let stage = i18n::names::stage(i18n::lang(), &incident.stage);
    let seen = incident.opened_by.is_some().then(|| {
        let regions = incident.regions.iter().map(|region| ssr::region(i18n::lang(), region));
        let named = regions.collect::<Vec<_>>().join(", ");
        let place = if named.is_empty() { text.whole_service.to_owned() } else { named };
        format!(" · {place}")
    });
    format!(
        "{} · {stage}{} · {} · {}: {} · {} {}",
        incident.service,
        seen.unwrap_or_default(),
        incident.team,
        text.severity,
        incident.severity.word(i18n::lang()),
        text.since,
        i18n::absolute(incident.opened_at)
    )
}

fn affected(all: &[Affected]) -> Option<AnyView> {
    let text = IncidentText::here();
    let lines = all.iter().map(|affected| {
        let href = place_address(&affected.placement);
        let (tone, word, at) = match affected.well_since {
            Some(at) => (Tone::Good, text.well, at),
            None => (Tone::Bad, text.unwell, affected.since),
        };
        view! {
            <li>
                <p>
                    <ToneBadge tone=tone word=word/>" "<a href=href>{place(&affected.placement)}</a>
                    " "<span class="faint">{text.since}" "<Time at=at exact=true/></span>
                </p>
                <p class="faint">{reason(i18n::lang(), &affected.reason)}</p>
            </li>
        }
    });
    (!all.is_empty()).then(|| {
        view! {
            <section class="card">
                <header><h2>{text.affected}</h2></header>
                <ul class="body affected">{lines.collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}

/// What was changed where it was felt first, with the way back.
fn cause(incident: &Incident) -> Option<AnyView> {
    let Placement { service, stage, region } =
        incident.unwell().next().map(|first| first.placement.clone())?;
    Some(
        view! {
            <Causes
                service=service.to_string()
                stage=stage.to_string()
                region=region.to_string()
                page=address(&incident.id)
            />
        }
        .into_any(),
    )
}

fn people(view: &IncidentView) -> AnyView {
    let text = IncidentText::here();
    let assignee = view.incident.assignee.as_ref().map_or(text.nobody.to_owned(), |who| who.name.clone());
    let seen = view.incident.acknowledged.as_ref().map(|seen| {
        view! { <dt>{text.acknowledged}</dt><dd>{seen.by.name.clone()}" "<Time at=seen.at/></dd> }
    });
    let then = (!view.on_call.then.is_empty()).then(|| {
        view! { <dt>{text.after_them}</dt><dd>{names(&view.on_call.then)}</dd> }
    });
    let next_call = view.next_call.as_ref().map(|call| {
        view! {
            <dt>{text.next_call}</dt>
            <dd>
                {names(&call.who)}" "<Time at=call.at exact=true/>" "
                <span class="faint">{text.unless_seen}</span>
            </dd>
        }
    });
    view! {
        <section class="card">
            <dl class="body facts">
                <dt>{text.assignee}</dt><dd>{assignee}</dd>
                {seen}
                <dt>{text.on_call}</dt>
                <dd>{names(&view.on_call.now)}{until(&view.on_call)}</dd>
                {then}
                {next_call}
            </dl>
        </section>
    }
    .into_any()
}
