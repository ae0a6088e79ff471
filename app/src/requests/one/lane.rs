use super::Happening;
use super::places::Places;
use super::steps::{Steps, marks};
use super::text::{self, RequestText};
use crate::i18n::{self, names};
use crate::ui::{Progress, StatusBadge, Time, Tone, ToneBadge};
use domain::request::TargetStatus;
use domain::view::{RequestView, TargetView};
use leptos::prelude::*;
use std::sync::Arc;

/// Newest events that a lane shows; the environment's page has all.
const SHOWN: usize = 40;

/// A lane per target, in stage bands, the home region first.
#[component]
pub fn Lanes(request: Arc<RequestView>, events: Arc<Vec<Happening>>, places: Arc<Places>) -> impl IntoView {
    let (text, lang) = (RequestText::here(), i18n::lang());
    let settled =
        |target: &&TargetView| matches!(target.status, TargetStatus::Succeeded | TargetStatus::Unchanged);
    let (done, all) = (request.targets.iter().filter(settled).count(), request.targets.len());
    let bands = request.targets.chunk_by(|a, b| a.stage == b.stage).map(|band| {
        let stage = band.first().map(|target| target.stage.clone());
        let lanes = band.iter().map(|target| lane(target, &request, &events, &places));
        view! {
            <section class="band" id=stage.as_ref().map(|stage| format!("band-{stage}"))>
                <h3>{stage.as_ref().map(|stage| names::stage(lang, stage))}</h3>
                <ul class="lanes">{lanes.collect_view()}</ul>
            </section>
        }
    });
    view! {
        <section class="card progress-card" id="lanes">
            <header>
                <h2>{text.progress}</h2>
                <Progress done=done total=all label=text::done(lang, done, all)/>
            </header>
            {bands.collect_view()}
        </section>
    }
}

/// What names a lane within its page.
pub fn lane_id(target: &TargetView) -> String {
    format!("lane-{}-{}", target.stage, target.region)
}

fn lane(target: &TargetView, request: &RequestView, events: &[Happening], places: &Places) -> AnyView {
    let (text, lang) = (RequestText::here(), i18n::lang());
    let cost = target.plan.as_ref().and_then(|plan| plan.monthly_usd);
    let attempt = (target.attempt > 1).then(|| format!("{} {}", text.attempt, target.attempt));
    let asked = request.carried_by.is_none() && places.needs_approval(&target.stage);
    let steps = marks(target, asked);
    let environment = (!gone(target, request)).then(|| {
        let name = format!("{}: {}", text.open_environment, places.target(lang, &target.stage, &target.region));
        view! { <a href=format!("/environments/{}", target.environment_id) aria-label=name>{text.open_environment}</a> }
    });
    view! {
        <li class="lane" id=lane_id(target)>
            <div class="lane-head">
                <span class="where">
                    <strong>{places.region(lang, &target.region)}</strong>
                    " "
                    <code class="faint">{target.region.to_string()}</code>
                </span>
                <Steps marks=steps/>
                {says_more(target.status).then(|| view! { <StatusBadge status=target.status/> })}
            </div>
            {failure(target)}
            {delay(target)}
            <div class="lane-foot">
                <code>{target.stack_name.clone()}</code>
                {target.since.map(|at| view! { <span class="tight"><Time at=at/></span> })}
                {cost.map(|usd| view! { <span>{i18n::monthly(lang, usd)}</span> })}
                {attempt}
                {environment}
                {happenings(target, events)}
            </div>
        </li>
    }
    .into_any()
}

/// The steps tell most of it; a badge that repeats them would be noise.
fn says_more(status: TargetStatus) -> bool {
    use TargetStatus as S;
    match status {
        S::Planning | S::Planned | S::AwaitingApproval | S::Applying | S::Succeeded => false,
        S::Cancelling | S::Discarding | S::Unchanged => true,
        S::PlanFailed | S::Failed | S::Errored | S::Cancelled => true,
    }
}

/// Nothing of the environment is left to look at.
fn gone(target: &TargetView, request: &RequestView) -> bool {
    use domain::request::RequestAction::{Create, Delete};
    match target.status {
        TargetStatus::Cancelled => request.action == Create,
        TargetStatus::Succeeded => request.action == Delete,
        _ => false,
    }
}

/// The failing resource, AWS's own reason, and what was rolled back.
pub fn failure(target: &TargetView) -> Option<AnyView> {
    let text = RequestText::here();
    let reason = target.reason.clone()?;
    let resource = target.failed_resource.clone().map(|id| view! { <strong><code>{id}</code></strong>": " });
    let rolled_back = target.rolled_back.map(|rolled_back| {
        let note = if rolled_back { text.rolled_back } else { text.not_rolled_back };
        view! { <p class="faint">{note}</p> }
    });
    Some(
        view! {
            <div class="note bad">
                <i class="glyph bad" aria-hidden="true"></i>
                <div><p>{resource}{reason}</p>{rolled_back}</div>
            </div>
        }
        .into_any(),
    )
}

fn delay(target: &TargetView) -> Option<AnyView> {
    let reason = target.delayed.clone()?;
    Some(
        view! {
            <p class="note warning">
                <i class="glyph warning" aria-hidden="true"></i>
                <span><strong>{RequestText::here().delayed}</strong>": "{reason}</span>
            </p>
        }
        .into_any(),
    )
}

/// Newest first.
fn happenings(target: &TargetView, events: &[Happening]) -> AnyView {
    let (text, lang) = (RequestText::here(), i18n::lang());
    let own = |event: &&Happening| event.stage == target.stage && event.region == target.region;
    let own: Vec<&Happening> = events.iter().rev().filter(own).collect();
    let body = if own.is_empty() {
        view! { <p class="faint">{text.no_events}</p> }.into_any()
    } else {
        let rows = own.iter().take(SHOWN).map(|event| happening(event));
        view! { <ol class="events">{rows.collect_view()}</ol> }.into_any()
    };
    view! {
        <details class="happenings" id=format!("{}-events", lane_id(target))>
            <summary>{text.events}" "<span class="faint">{text::events(lang, own.len(), SHOWN)}</span></summary>
            {body}
        </details>
    }
    .into_any()
}

fn happening(event: &Happening) -> AnyView {
    view! {
        <li id=format!("event-{}", event.seq)>
            <time datetime=i18n::iso(event.at) title=i18n::absolute(event.at)>{i18n::clock(event.at)}</time>
            <ToneBadge tone=tone(&event.status) word=event.status.clone()/>
            <strong>{event.logical_id.clone()}</strong>
            <code class="faint">{event.kind.clone()}</code>
            {event.reason.clone().map(|reason| view! { <span class="why">{reason}</span> })}
        </li>
    }
    .into_any()
}

/// What CloudFormation's status of a resource means for the reader.
fn tone(status: &str) -> Tone {
    match status {
        failed if failed.ends_with("_FAILED") => Tone::Bad,
        busy if busy.ends_with("_IN_PROGRESS") => Tone::Busy,
        undone if undone.contains("ROLLBACK") => Tone::Warning,
        "DELETE_COMPLETE" | "DELETE_SKIPPED" => Tone::Gone,
        done if done.ends_with("_COMPLETE") => Tone::Good,
        _ => Tone::Unknown,
    }
}
