use domain::Timestamp;
use domain::view::RolloutView;
use leptos::prelude::*;

/// Placeholder until the axis is drawn.
#[component]
pub fn Axis<'a>(rollout: &'a RolloutView, now: Timestamp) -> impl IntoView + use<> {
    let _ = (rollout, now);
}
