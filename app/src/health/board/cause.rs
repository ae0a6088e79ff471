//! What probably made the worst placement unwell, and the way back from it.

use crate::health::changes::name;
use crate::health::links::place_address;
use crate::health::text::{self, HealthText};
use crate::i18n::{absolute, lang};
use crate::ssr;
use crate::ui::{ButtonLink, Kind, StatusBadge};
use domain::health::{HealthState, PlacementHealth};
use domain::view::{ChangeMark, HealthBoard, TroubleRow, WayBack};
use leptos::prelude::*;

pub struct Cause<'a> {
    pub board: &'a HealthBoard,
    /// The way back from what probably did it.
    pub back: Option<WayBack>,
}

pub fn cause(cause: &Cause<'_>) -> AnyView {
    let text = HealthText::here();
    let body = match cause.board.first() {
        None => view! { <p class="faint">{text.all_well}</p> }.into_any(),
        Some(row) => of(row, cause),
    };
    view! {
        <section class="card" id="cause">
            <header><h2>{text.cause}</h2></header>
            <div class="body cause">{body}</div>
        </section>
    }
    .into_any()
}

fn of(row: &TroubleRow, cause: &Cause<'_>) -> AnyView {
    let ill = &row.health;
    let place = format!("{} · {}", ill.placement.service, ssr::region(lang(), &ill.placement.region));
    let found = match &row.suspect {
        Some(mark) => suspect(mark, ill, cause),
        None => view! { <p>{HealthText::here().cause_none}</p> }.into_any(),
    };
    view! {
        <p><a href=place_address(&ill.placement)>{place}</a>" "<StatusBadge status=ill.health.state/></p>
        {found}
    }
    .into_any()
}

/// The change, the evidence in words, and what can be done.
fn suspect(mark: &ChangeMark, ill: &PlacementHealth, cause: &Cause<'_>) -> AnyView {
    let text = HealthText::here();
    let by = mark.by.clone().map(|by| view! { " "<span class="faint">{text.by}" "{by}</span> });
    let came = mark.came_to(&ill.placement.region).unwrap_or(mark.at);
    let before = text::came_before(lang(), came, ill.health.since);
    let others = elsewhere(mark, ill, cause.board).map(|told| view! { <li>{told}</li> });
    view! {
        <p class="suspect">{text::mark(mark.kind)}" "<strong>{name(mark)}</strong>{by}</p>
        <ul class="evidence-list">
            <li title=absolute(came)>{before}</li>
            <li>{text.last_before}</li>
            {others}
        </ul>
        {act(mark, cause.back.clone())}
    }
    .into_any()
}

/// How the other regions are that it came to: where they are well, that speaks against it.
fn elsewhere(mark: &ChangeMark, ill: &PlacementHealth, board: &HealthBoard) -> Option<String> {
    let text = HealthText::here();
    let others: Vec<String> = mark
        .touched
        .iter()
        .filter(|touch| touch.region != ill.placement.region)
        .map(|touch| {
            let name = ssr::region(lang(), &touch.region);
            let card = board.regions.iter().find(|card| card.region == touch.region);
            let well = card.is_some_and(|card| card.state.state == HealthState::Healthy);
            if well { format!("{name} ({})", text.well_there) } else { name }
        })
        .collect();
    (!others.is_empty()).then(|| format!("{}: {}", text.also_touched, others.join(", ")))
}

fn act(mark: &ChangeMark, back: Option<WayBack>) -> AnyView {
    let text = HealthText::here();
    let back = back.map(|WayBack { href, allowed }| {
        view! { <ButtonLink href=href kind=Kind::Danger allowed=allowed>{text.roll_back}</ButtonLink> }
    });
    let look = mark.path.clone().map(|path| view! { <ButtonLink href=path>{text.look_at}</ButtonLink> });
    view! { <p class="actions">{back}{look}</p> }.into_any()
}
