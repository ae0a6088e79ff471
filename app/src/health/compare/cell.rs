use super::text::{self, CompareText};
use crate::health::facts;
use crate::ui::address::encode;
use crate::ui::{Digest, Time, Tone, ToneBadge};
use domain::health::HealthState;
use domain::health::compare::{Cell, Item, Verdict};
use leptos::prelude::*;

/// Digits of a commit that people tell them apart by.
const SHORT_COMMIT: usize = 7;

/// What something is in one place, and how that relates to the others.
pub fn cell(item: &Item, cell: Cell) -> AnyView {
    let shown = value(item, &cell);
    // A state says by itself whether it is well.
    let badge = match (item, text::verdict(&cell.verdict)) {
        (Item::State, _) | (_, None) => None,
        (_, Some(word)) => Some(view! { <ToneBadge tone=tone(&cell.verdict) word=word/> }),
    };
    view! { <td>{shown}" "{badge}</td> }.into_any()
}

fn tone(verdict: &Verdict) -> Tone {
    match verdict {
        Verdict::Identical => Tone::Good,
        Verdict::Declared { .. } | Verdict::Absent => Tone::Gone,
        Verdict::Unexplained => Tone::Warning,
        Verdict::Unknown => Tone::Unknown,
    }
}

fn value(item: &Item, cell: &Cell) -> Option<AnyView> {
    let Some(value) = cell.value.clone() else { return missing(item, cell) };
    Some(match item {
        Item::State => facts::state(HealthState::parse(&value)?, None),
        Item::Commit => {
            let short: String = value.chars().take(SHORT_COMMIT).collect();
            view! { <code title=value>{short}</code> }.into_any()
        }
        Item::Artifact => view! { <Digest digest=value/> }.into_any(),
        Item::Rollout => {
            let at = cell.at.map(|at| view! { <Time at=at/> });
            view! { <a href=format!("/rollouts/{}", encode(&value)) title=value>{at}</a> }.into_any()
        }
        _ => view! { <code>{value}</code> }.into_any(),
    })
}

fn missing(item: &Item, cell: &Cell) -> Option<AnyView> {
    let text = CompareText::here();
    match (item, &cell.verdict) {
        (Item::State, _) => Some(facts::state(HealthState::NoData, None)),
        // Drift has no value where there is none, and secrets are not told.
        (Item::Drift { .. }, Verdict::Identical) | (_, Verdict::Unknown) => None,
        _ => Some(view! { <span class="faint">{text.absent}</span> }.into_any()),
    }
}
