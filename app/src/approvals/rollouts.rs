use super::text::InboxText;
use crate::i18n::names;
use crate::releases::Changes;
use crate::requests::one::labels::Labels;
use crate::requests::one::plans::{Tally, tally};
use crate::rollouts::list::{Glyphs, title};
use crate::rollouts::one::{differences, losses, plans};
use crate::ssr;
use crate::ui::{StatusBadge, Time};
use domain::view::{CarriedView, ReleaseChanges, RolloutRow};
use leptos::prelude::*;

/// One rollout that waits, with everything that an answer is about.
pub struct WaitingRollout {
    pub row: RolloutRow,
    pub changes: Vec<ReleaseChanges>,
    /// What it does to environments first.
    pub carried: Option<CarriedView>,
    /// Of what that is about.
    pub labels: Labels,
}

/// Rollouts that wait for this person's answer, what expires first on top; each leads to where it is decided.
#[component]
pub fn Rollouts(rows: Vec<WaitingRollout>) -> impl IntoView {
    let text = InboxText::here();
    (!rows.is_empty()).then(|| {
        let count = rows.len();
        let items = rows.into_iter().map(item).collect_view();
        view! {
            <section class="card inbox-rollouts" aria-labelledby="inbox-rollouts">
                <header><h2 id="inbox-rollouts">{text.rollouts}" "<span class="count">{count}</span></h2></header>
                <ul>{items}</ul>
            </section>
        }
    })
}

/// Rollouts that somebody let go ahead alone: a review is due for each.
#[component]
pub fn Reviews(rows: Vec<RolloutRow>) -> impl IntoView {
    let text = InboxText::here();
    (!rows.is_empty()).then(|| {
        let count = rows.len();
        let items = rows.into_iter().map(|row| {
            let what = format!("{} → {}", title(&row), names::stage(ssr::lang(), &row.stage));
            view! {
                <li>
                    <a href=format!("/rollouts/{}#review", row.id) data-row=""><strong>{what}</strong></a>
                    <StatusBadge status=row.status/>
                    <Glyphs lanes=row.lanes/>
                    <span class="faint tight"><Time at=row.created_at/></span>
                </li>
            }
        });
        view! {
            <section class="card inbox-rollouts due" aria-labelledby="inbox-reviews">
                <header><h2 id="inbox-reviews">{text.reviews}" "<span class="count">{count}</span></h2></header>
                <ul>{items.collect_view()}</ul>
            </section>
        }
    })
}

fn item(waiting: WaitingRollout) -> AnyView {
    let WaitingRollout { row, changes, carried, labels } = waiting;
    let text = InboxText::here();
    let environments = carried.map(|carried| environments(&row, &carried, &labels));
    let what = format!("{} → {}", title(&row), names::stage(ssr::lang(), &row.stage));
    let label = what.clone();
    let who = format!("{} {}", text.asks, row.requester_name);
    let until =
        row.decide_by.map(|at| view! { <span class="faint tight">{text.until}" "<Time at=at/></span> });
    view! {
        <li>
            <a href=format!("/rollouts/{}#decision", row.id) data-row="">
                <strong>{what}</strong>
            </a>
            <StatusBadge status=row.status/>
            <Glyphs lanes=row.lanes/>
            <span class="faint">{who}</span>
            {until}
            {row.reason.clone().map(|reason| view! { <blockquote>{reason}</blockquote> })}
            {environments}
            <details class="commits-of">
                <summary>{text.commits}<span class="vh">" "{label}</span></summary>
                <Changes changes=changes/>
            </details>
        </li>
    }
    .into_any()
}

/// What it does to environments, replacements first.
fn environments(row: &RolloutRow, carried: &CarriedView, labels: &Labels) -> AnyView {
    let text = InboxText::here();
    let dangerous = carried.loses_data || carried.may_lose_data;
    let lost = row.carried.as_ref().filter(|_| dangerous);
    let lost = lost.map(|carried| losses(&carried.losses, &carried.perhaps_lost, None));
    let counts = carried.plans.iter().flat_map(|shared| &shared.plan.changes);
    view! {
        <div class="carried-of">
            {lost}
            {differences(&carried.carried.differences, labels)}
            <details open=dangerous>
                <summary>
                    {text.environments}
                    <span class="vh">" "{title(row)}</span>
                    " "
                    <Tally counts=tally(counts)/>
                </summary>
                {plans(&carried.plans, row.id.as_str())}
            </details>
        </div>
    }
    .into_any()
}
