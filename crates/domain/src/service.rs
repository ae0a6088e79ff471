//! Services: the deployable things of teams.

use crate::Timestamp;
use crate::ids::ServiceId;
use crate::names::{ServiceName, TeamName};
use serde::{Deserialize, Serialize};

/// A team's deployable thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogService {
    pub id: ServiceId,
    pub name: ServiceName,
    pub team: TeamName,
    pub created_at: Timestamp,
}
