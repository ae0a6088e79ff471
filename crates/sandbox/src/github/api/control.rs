//! Not of GitHub: what tests and demonstrations switch over HTTP.

use super::Github;
use crate::github::FaultPlan;
use axum::Json;
use axum::extract::State;
use std::collections::BTreeMap;

/// What is still to go wrong.
pub async fn faults(State(world): State<Github>) -> Json<FaultPlan> {
    Json(world.faults.plan())
}

/// From now on this goes wrong, and nothing else.
pub async fn set_faults(State(world): State<Github>, Json(plan): Json<FaultPlan>) -> Json<FaultPlan> {
    world.faults.set(plan);
    Json(world.faults.plan())
}

/// From now on all goes well.
pub async fn clear_faults(State(world): State<Github>) -> Json<FaultPlan> {
    world.faults.clear();
    Json(world.faults.plan())
}

/// How often each operation was called.
pub async fn calls(State(world): State<Github>) -> Json<BTreeMap<String, u64>> {
    Json(world.calls.counted())
}
