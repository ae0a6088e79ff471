use super::api::address;
use super::text::FreezeText;
use crate::ui::ButtonLink;
use domain::health::Placement;
use domain::names::TeamName;
use domain::view::Allowed;
use leptos::prelude::*;

/// The way to the form that announces maintenance for a place, filled in. `place` tells it from others on the page.
pub fn silence(placement: &Placement, team: Option<&TeamName>, allowed: Allowed, place: String) -> AnyView {
    let text = FreezeText::here();
    let title = format!("{}: {}", placement.service, text.maintenance);
    let team = team.map(ToString::to_string).unwrap_or_default();
    let pairs = [
        ("kind", "maintenance"),
        ("title", &title),
        ("team", &team),
        ("service", placement.service.as_str()),
        ("stage", placement.stage.as_str()),
        ("region", placement.region.as_str()),
    ];
    let href = format!("{}#new-freeze", address(&pairs));
    view! {
        <ButtonLink href=href allowed=allowed>
            {text.silence}
            <span class="vh">" "{place}</span>
        </ButtonLink>
    }
    .into_any()
}
