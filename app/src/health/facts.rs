//! Words and numbers that several of the pages show.

use super::text::{self, HealthText};
use crate::i18n::{absolute, lang};
use crate::ui::address::encode;
use crate::ui::{StatusBadge, Time};
use domain::Timestamp;
use domain::health::{Burn, HealthState, Numbers, Objective, PlacementHealth};
use domain::metric::Unit;
use domain::view::Running;
use leptos::prelude::*;

/// A state, and since when it is so.
pub fn state(state: HealthState, since: Option<Timestamp>) -> AnyView {
    let since =
        since.map(|since| view! { <span class="faint">{HealthText::here().since}" "<Time at=since/></span> });
    view! { <span class="health-state"><StatusBadge status=state/>" "{since}</span> }.into_any()
}

/// Why a placement is as it is, with the sign that probes disagree.
pub fn why(placement: &PlacementHealth) -> AnyView {
    let disagree = placement.health.reason.disagree().then(disagreement);
    view! { <span class="health-why">{text::reason(lang(), &placement.health.reason)}" "{disagree}</span> }
        .into_any()
}

pub fn disagreement() -> AnyView {
    let text = HealthText::here();
    view! {
        <span class="disagree" title=text.disagree>
            <i class="glyph differs" aria-hidden="true"></i>
            {text.disagree}
        </span>
    }
    .into_any()
}

/// A value, or that there is none.
pub fn value(unit: Unit, value: Option<f64>) -> AnyView {
    match value {
        Some(value) => unit.told(value).into_any(),
        None => view! { <span class="faint">{HealthText::here().no_data}</span> }.into_any(),
    }
}

/// Requests, errors and latency as names and values.
pub fn numbers(numbers: &Numbers) -> AnyView {
    let text = HealthText::here();
    view! {
        <div><dt>{text.p95}</dt><dd>{value(Unit::Milliseconds, numbers.p95)}</dd></div>
        <div><dt>{text.errors}</dt><dd>{value(Unit::Share, numbers.errors)}</dd></div>
        <div><dt>{text.requests}</dt><dd>{value(Unit::PerSecond, numbers.requests)}</dd></div>
    }
    .into_any()
}

pub fn burn(burn: &Burn) -> AnyView {
    let text = HealthText::here();
    match burn {
        Burn::Unknown => view! { <span class="faint">{text.no_data}</span> }.into_any(),
        Burn::Kept => text.burn_kept.into_any(),
        Burn::Burning { objective, tenths, minutes } => burning(objective, *tenths, *minutes),
    }
}

/// How fast the budgets burn, unless one of them is used up: then nothing is left that could burn slowly enough.
pub fn budget(fastest: &Burn, promised: &[Objective]) -> AnyView {
    let spent = promised.iter().any(|objective| objective.budget.spent());
    match fastest {
        Burn::Burning { .. } => burn(fastest),
        _ if spent => view! { <strong class="burning">{HealthText::here().burn_over}</strong> }.into_any(),
        _ => burn(fastest),
    }
}

/// How fast a budget burns: "14.4×".
pub fn burning(objective: &str, tenths: u32, minutes: u32) -> AnyView {
    let title = format!("{objective}, {}", text::minutes_of(lang(), minutes));
    view! { <strong class="burning" title=title>{text::times(tenths)}</strong> }.into_any()
}

/// "live-api 1.8.2", with the way to what brought it.
pub fn running(running: Option<&Running>) -> AnyView {
    match running {
        Some(it) => {
            let href = format!("/rollouts/{}", encode(it.rollout.as_str()));
            let title = absolute(it.at);
            view! { <a href=href title=title>{format!("{} {}", it.service, it.version)}</a> }.into_any()
        }
        None => view! { <span class="faint">{HealthText::here().no_data}</span> }.into_any(),
    }
}
