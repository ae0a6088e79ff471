//! What probably made the worst placement unwell, and the way back from it.

use crate::health::causes::{SHOWN, card, suspects};
use crate::health::links::place_address;
use crate::health::text::HealthText;
use crate::i18n::lang;
use crate::ssr::{self, Portal};
use crate::ui::StatusBadge;
use domain::PortalError;
use domain::health::{HealthState, PlacementHealth};
use domain::people::Actor;
use domain::view::HealthBoard;
use leptos::prelude::*;

/// The card on the board at the address `page`.
pub async fn cause(
    portal: &Portal,
    actor: &Actor,
    board: &HealthBoard,
    page: &str,
) -> Result<AnyView, PortalError> {
    let text = HealthText::here();
    let Some(first) = board.first() else {
        return Ok(bare(view! { <p class="faint">{text.all_well}</p> }.into_any()));
    };
    let ill = &first.health;
    if ill.health.state == HealthState::NoData {
        let unknown = view! { {of(ill)}<p>{text.cause_unknown}</p> };
        return Ok(bare(unknown.into_any()));
    }
    let causes = portal.likely_causes(actor, ill, SHOWN).await?;
    let place = &ill.placement;
    let names = [place.service.as_str(), place.stage.as_str(), place.region.as_str()];
    Ok(card(names, view! { {of(ill)}{suspects(causes, names, page)} }.into_any()))
}

/// Where nothing is wrong, there are no causes to call for.
fn bare(body: AnyView) -> AnyView {
    view! {
        <section class="card causes" aria-label=HealthText::here().cause>
            <header><h2>{HealthText::here().cause}</h2></header>
            <div class="body">{body}</div>
        </section>
    }
    .into_any()
}

fn of(ill: &PlacementHealth) -> AnyView {
    let place = format!("{} · {}", ill.placement.service, ssr::region(lang(), &ill.placement.region));
    view! { <p class="cause-place"><a href=place_address(&ill.placement)>{place}</a>" "<StatusBadge status=ill.health.state/></p> }.into_any()
}
