//! What is kept of placements.

use super::{Health, Placement};
use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// How a placement is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacementHealth {
    pub placement: Placement,
    pub health: Health,
    /// What runs there, by its own word.
    pub version: Option<String>,
    /// When this was judged.
    pub at: Timestamp,
}

/// A state that a placement came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthChange {
    pub placement: Placement,
    pub at: Timestamp,
    pub health: Health,
}
