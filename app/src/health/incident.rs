//! The way from where something is unwell to whoever works on it.

use super::text::HealthText;
use crate::incidents::api::address;
use crate::incidents::told::title_of;
use crate::ui::StatusBadge;
use domain::health::Placement;
use domain::health::incident::Incident;
use domain::names::{RegionName, StageName};
use domain::view::LiveIncidents;
use leptos::prelude::*;

/// The live incident that is about a placement; nothing where there is none.
pub fn incident_at(live: &LiveIncidents, placement: &Placement) -> Option<AnyView> {
    live.at(placement).map(way)
}

/// The live incidents that are felt in a region.
pub fn incidents_in(live: &LiveIncidents, region: &RegionName, stage: Option<&StageName>) -> AnyView {
    live.in_region(region, stage).map(way).collect_view().into_any()
}

fn way(incident: &Incident) -> AnyView {
    let href = address(&incident.id);
    view! {
        <p class="incident-way">
            {HealthText::here().incident}": "<a href=href>{title_of(incident)}</a>" "
            <StatusBadge status=incident.status/>
        </p>
    }
    .into_any()
}
