//! What probably made the worst placement unwell, and the way back from it.

use crate::health::causes::{SHOWN, card, suspects};
use crate::health::links::place_address;
use crate::health::text::HealthText;
use crate::i18n::lang;
use crate::ssr::{self, Portal};
use crate::ui::StatusBadge;
use domain::health::{HealthState, PlacementHealth};
use domain::people::Actor;
use domain::view::HealthBoard;
use leptos::prelude::*;

/// The card on the board at the address `page`. What it cannot tell leaves the rest of the board as it is.
pub async fn cause(portal: &Portal, actor: &Actor, board: &HealthBoard, page: &str) -> AnyView {
    let text = HealthText::here();
    let Some(first) = board.first() else {
        return card(None, view! { <p class="faint">{text.all_well}</p> }.into_any());
    };
    let ill = &first.health;
    let place = &ill.placement;
    let names = [place.service.as_str(), place.stage.as_str(), place.region.as_str()];
    let told = match portal.likely_causes(actor, ill, SHOWN).await {
        Ok(causes) if causes.symptom.is_none() && ill.health.state == HealthState::NoData => {
            view! { <p>{text.cause_unknown}</p> }.into_any()
        }
        Ok(causes) => suspects(causes, names, page),
        Err(error) => view! { <p class="faint">{error.message}</p> }.into_any(),
    };
    card(Some(names), view! { {of(ill)}{told} }.into_any())
}

fn of(ill: &PlacementHealth) -> AnyView {
    let place = format!("{} · {}", ill.placement.service, ssr::region(lang(), &ill.placement.region));
    view! { <p class="cause-place"><a href=place_address(&ill.placement)>{place}</a>" "<StatusBadge status=ill.health.state/></p> }.into_any()
}
