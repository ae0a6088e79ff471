use super::actions::act;
use super::api::Deed;
use super::segments::{Mark, Segment, segments};
use super::spans::target;
use super::standing::percent;
use super::text::RolloutText;
use crate::i18n::{self, names};
use crate::pipelines::run_page;
use crate::requests::one::labels::Labels;
use crate::rollouts::lane_tone;
use crate::ssr;
use crate::ui::{Kind, Tone, ToneBadge};
use domain::Timestamp;
use domain::ids::ReleaseId;
use domain::request::TargetState;
use domain::rollout::{LaneState, Replica};
use domain::view::{LaneView, RolloutSignals, RolloutView};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What lanes need besides their rollout.
pub struct Context<'a> {
    pub now: Timestamp,
    /// What releases that ran before are called.
    pub versions: &'a BTreeMap<ReleaseId, String>,
    pub signals: &'a RolloutSignals,
    /// Where it is started anew, when changes were asked for.
    pub anew: Option<&'a str>,
    /// Of the template of what is carried.
    pub labels: &'a Labels,
}

/// What names a lane within its page.
pub fn lane_id(lane: &LaneView) -> String {
    format!("lane-{}", lane.lane.region)
}

/// One region: what it is called, its steps, what went wrong, and what can be done about it.
pub fn lane(view: &LaneView, rollout: &RolloutView, context: &Context<'_>) -> AnyView {
    let (lang, region, state) = (ssr::lang(), &view.lane.region, view.state().as_str());
    let probed = rollout.strategy.probe.as_ref().map(|probe| probe.passes);
    let forecast = rollout.forecast.as_ref();
    let steps = segments(&view.lane, target(rollout, view), probed, forecast, RolloutText::here());
    view! {
        <li class="lane" id=lane_id(view)>
            <div class="lane-head">
                <span class="where">
                    <strong>{ssr::region(lang, region)}</strong>
                    " "
                    <code class="faint">{region.to_string()}</code>
                </span>
                <ol class="steps">{steps.into_iter().map(step).collect_view()}</ol>
                <ToneBadge tone=lane_tone(state) word=names::lane_state(lang, state)/>
            </div>
            {failure(view, rollout)}
            {evidence(view)}
            {delay(view)}
            {super::review::review(view)}
            {copy(view)}
            <div class="lane-foot">{foot(view, rollout, context)}{buttons(view, rollout)}</div>
        </li>
    }
    .into_any()
}

fn step(segment: Segment) -> AnyView {
    let (class, glyph) = match segment.mark {
        Mark::Done => ("done", Some(Tone::Good)),
        Mark::Now(tone) => ("now", Some(tone)),
        Mark::Ahead => ("ahead", None),
        Mark::Never => ("never", None),
    };
    let current = (class == "now").then_some("step");
    let sign = glyph.map_or("dot".to_owned(), |tone| format!("glyph {}", tone.class()));
    let at = segment.at.map(|at| {
        view! { <time class="faint" datetime=i18n::iso(at) title=i18n::absolute(at)>{i18n::clock(at)}</time> }
    });
    let expected = segment.expected.map(|at| expected(at, segment.mark));
    view! {
        <li class=class aria-current=current><i class=sign aria-hidden="true"></i>{segment.word}{at}{expected}</li>
    }
    .into_any()
}

/// When a step is to be expected, or its end.
fn expected(at: Timestamp, mark: Mark) -> AnyView {
    let text = RolloutText::here();
    let word = if mark == Mark::Ahead { text.expected_at } else { text.expected_until };
    view! {
        <span class="expected">
            <span class="vh">{word}" "</span>
            <span aria-hidden="true">"≈ "</span>
            <time datetime=i18n::iso(at) title=format!("{word} {}", i18n::absolute(at))>{i18n::clock(at)}</time>
        </span>
    }
    .into_any()
}

/// Why it failed, or why the artifact or a plan cannot be there; and what became of a change that failed.
fn failure(view: &LaneView, rollout: &RolloutView) -> Option<AnyView> {
    let carried = target(rollout, view);
    let reason = match (view.state(), &view.lane.replica, carried.map(|target| &target.state)) {
        (LaneState::Failed { reason, .. } | LaneState::Errored { reason, .. }, _, _) => reason,
        (_, Replica::Refused { reason }, _) => reason,
        (LaneState::Pending, _, Some(state)) if state.plan_bad() => state.reason()?,
        _ => return None,
    };
    let undone = carried.and_then(|target| match target.state {
        TargetState::Failed { rolled_back: true, .. } => Some(RolloutText::here().env_rolled_back),
        TargetState::Failed { rolled_back: false, .. } => Some(RolloutText::here().env_stuck),
        _ => None,
    });
    let note = view! {
        <div class="note bad">
            <i class="glyph bad" aria-hidden="true"></i>
            <div><p>{reason.to_owned()}</p>{undone.map(|told| view! { <p>{told}</p> })}</div>
        </div>
    };
    Some(note.into_any())
}

/// What its metrics told, before the deployment and after it.
fn evidence(view: &LaneView) -> Option<AnyView> {
    let (text, found) = (RolloutText::here(), view.lane.evidence.as_ref()?);
    let requests = found.requests.map_or(text.no_data.to_owned(), |seen| crate::i18n::number(seen as i64));
    let told = |unit: domain::metric::Unit, value: Option<f64>| {
        value.map_or(text.no_data.to_owned(), |value| unit.told(value))
    };
    let rows = found.compared.iter().map(|compared| {
        let (metric, unit) = (compared.condition.metric, compared.condition.metric.unit());
        let verdict = match compared.verdict {
            domain::metric::Verdict::Good => text.verdict_good,
            domain::metric::Verdict::Bad => text.verdict_bad,
            domain::metric::Verdict::NoData => text.no_data,
        };
        let limit = compared.limit.map(|limit| format!(" ≤ {}", unit.told(limit)));
        let values = format!("{} → {}", told(unit, compared.before), told(unit, compared.after));
        view! { <li>{super::sparkline::name(metric)}": "{values}{limit}" · "<strong>{verdict}</strong></li> }
    });
    let list = view! {
        <ul class="evidence faint"><li>{text.requests_seen}": "{requests}</li>{rows.collect_view()}</ul>
    };
    Some(list.into_any())
}

fn delay(view: &LaneView) -> Option<AnyView> {
    let reason = view.lane.delayed.clone()?;
    let note = view! {
        <p class="note warning">
            <i class="glyph warning" aria-hidden="true"></i>
            <span><strong>{RolloutText::here().delayed}</strong>": "{reason}</span>
        </p>
    };
    Some(note.into_any())
}

/// How long the copy still takes, and whether it replaces a damaged one.
fn copy(view: &LaneView) -> Option<AnyView> {
    let text = RolloutText::here();
    let left = copy_left(view).map(|left| view! { <p class="faint">{left}</p> });
    let replaced = view.lane.replaced.as_ref().map(|replaced| {
        let title = if view.lane.replica.confirmed() { text.replaced } else { text.replacing };
        view! {
            <p class="note warning">
                <i class="glyph warning" aria-hidden="true"></i>
                <span><strong>{title}</strong>": "<code>{replaced.found.clone()}</code></span>
            </p>
        }
    });
    (left.is_some() || replaced.is_some()).then(|| view! { {left}{replaced} }.into_any())
}

fn copy_left(view: &LaneView) -> Option<String> {
    let left = view.copy_remaining.filter(|_| !view.state().settled())?;
    Some(format!("{} {}", RolloutText::here().copy_left, i18n::duration(ssr::lang(), left)))
}

/// How far a region's copy is, and how long it still takes; nothing when none is under way.
pub fn copying(view: &LaneView) -> Option<String> {
    let Replica::Copying { done, total, .. } = view.lane.replica else { return None };
    let words = format!("{} {} %", RolloutText::here().replicating, percent(done, total));
    let left = copy_left(view).map(|left| format!(" · {left}")).unwrap_or_default();
    (!view.state().settled()).then(|| words + &left)
}

/// The run, the attempt, what ran there before, who left it out.
fn foot(view: &LaneView, rollout: &RolloutView, context: &Context<'_>) -> AnyView {
    let text = RolloutText::here();
    let run = view.state().run().map(|run| {
        let page = run_page(&rollout.strategy.workflow.repository, &run.id);
        view! { <a href=page>{text.run}" "<code>{run.id.clone()}</code></a> }
    });
    let environment = target(rollout, view).zip(rollout.carried.as_ref()).map(|(target, carried)| {
        let request = &carried.carried.request;
        let events = format!("/requests/{request}#lane-{}-{}", rollout.stage, view.lane.region);
        let region = ssr::region(ssr::lang(), &view.lane.region);
        let name = format!("{}: {region}", text.env_events);
        view! {
            <a href=events aria-label=name>{text.env_events}</a>
            <span class="faint">{names::request_action(ssr::lang(), target.action)}</span>
        }
    });
    let attempt = (view.lane.attempt > 1).then(|| format!("{} {}", text.attempt, view.lane.attempt));
    let before = view.before.as_ref().map(|before| {
        let version = context.versions.get(before).cloned().unwrap_or_else(|| before.to_string());
        view! { <span>{text.before}" "<code>{version}</code></span> }
    });
    let by = match view.state() {
        LaneState::Skipped { by_name, .. } => Some(by_name.clone()),
        _ => None,
    };
    view! { {run}{environment}{attempt.map(|word| view! { <span>{word}</span> })}{before}{by.map(|name| view! { <span>{name}</span> })} }.into_any()
}

/// Where a region is over there is nothing to press; what may not be pressed says why.
fn buttons(view: &LaneView, rollout: &RolloutView) -> Option<AnyView> {
    let (text, id, region) = (RolloutText::here(), rollout.id.as_str(), view.lane.region.as_str());
    let (state, open) = (view.state(), rollout.status.open());
    let unplanned = target(rollout, view).is_some_and(|target| target.state.plan_bad());
    let again = if unplanned { text.plan_again } else { text.retry_region };
    let retry = (open && (state.retryable() || unplanned && *state == LaneState::Pending))
        .then(|| act(id, Deed::Retry, Some(region), again, Kind::Plain, &view.may_retry));
    let skip = (open && (state.retryable() || !state.settled()))
        .then(|| act(id, Deed::Skip, Some(region), text.skip_region, Kind::Quiet, &view.may_skip));
    (retry.is_some() || skip.is_some())
        .then(|| view! { <span class="lane-actions">{retry}{skip}</span> }.into_any())
}
