use super::standing;
use crate::i18n::{Words, names};
use crate::ssr;
use crate::ui::Tone;
use domain::Timestamp;
use domain::ids::RolloutId;
use domain::rollout::{After, Gate, Standing};
use domain::view::{RolloutName, WaveView};
use leptos::prelude::*;

/// The gates before a wave: diamonds, each with its reason in one line. Those of an opened wave are behind it.
#[component]
pub fn Gates<'a>(wave: &'a WaveView, now: Timestamp, others: &'a [RolloutName]) -> impl IntoView + use<> {
    if wave.opened_at.is_some() {
        return ().into_any();
    }
    let gates = wave.gates.iter().map(|gate| diamond(gate, now, others));
    view! { <ol class="gates" aria-label=super::text::RolloutText::here().gates>{gates.collect_view()}</ol> }
        .into_any()
}

fn diamond(gate: &Gate, now: Timestamp, others: &[RolloutName]) -> AnyView {
    let lang = ssr::lang();
    let sentence = standing::sentence(lang, gate, |region| ssr::region(lang, region), now);
    let class = match tone(&gate.standing) {
        Tone::Good => "gate open",
        Tone::Bad => "gate broken",
        _ => "gate shut",
    };
    view! {
        <li class=class>
            <i class="diamond" aria-hidden="true"></i>
            <span>
                <strong>{standing::name(lang, gate.kind)}</strong>
                ": "
                {sentence}
                {more(&gate.standing, others)}
            </span>
        </li>
    }
    .into_any()
}

fn tone(standing: &Standing) -> Tone {
    match standing {
        Standing::Open => Tone::Good,
        Standing::NotReplicated { .. }
        | Standing::Unhealthy { .. }
        | Standing::PlanFailed { .. }
        | Standing::NotTakenUp { .. } => Tone::Bad,
        _ => Tone::Waiting,
    }
}

/// Whoever comes first, as a link.
pub fn after(first: &After, others: &[RolloutName]) -> AnyView {
    let words = Words::here();
    match first {
        After::Rollout { rollout } => rollout_link(rollout, others),
        After::Request { request } => {
            let id = request.to_string();
            view! { <a href=format!("/requests/{id}")>{words.request}" "<code>{id.clone()}</code></a> }
                .into_any()
        }
    }
}

/// Another rollout by its release and stage: "Rollout 1.8.2 → Staging".
pub fn rollout_link(id: &RolloutId, others: &[RolloutName]) -> AnyView {
    let known = others.iter().find(|other| &other.id == id);
    let told = match known {
        Some(known) => format!("{} → {}", known.version, names::stage(ssr::lang(), &known.stage)),
        None => id.to_string(),
    };
    view! { <a href=format!("/rollouts/{id}")>{Words::here().rollout}" "{told}</a> }.into_any()
}

/// Whoever comes first, or the reader's own time of when it opens.
fn more(standing: &Standing, others: &[RolloutName]) -> Option<AnyView> {
    let first = match standing {
        Standing::Behind { rollout } => Some(After::Rollout { rollout: rollout.clone() }),
        Standing::Deferred { request: Some(request) } => Some(After::Request { request: request.clone() }),
        _ => None,
    };
    if let Some(first) = first {
        return Some(view! { " "{after(&first, others)} }.into_any());
    }
    let at = standing.until()?;
    // The clocks where it waits matter as much as those at home.
    let there = match standing {
        Standing::Frozen { region, .. } => Some(format!(" = {}", ssr::region_time(region, at))),
        _ => None,
    };
    let until = crate::i18n::iso(at);
    Some(
        view! { <span class="faint">{there}</span>" "<span class="local faint" data-local=until></span> }
            .into_any(),
    )
}
