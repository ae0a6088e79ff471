//! Deputies: for a span of time somebody's yes counts as another's.

use crate::Timestamp;
use crate::ids::{ActorId, DelegationId};
use crate::names::TeamName;
use serde::{Deserialize, Serialize};

/// Somebody answers for somebody else, in one team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    pub id: DelegationId,
    pub team: TeamName,
    /// Whose yes it counts as.
    pub of: ActorId,
    pub of_name: String,
    pub deputy: ActorId,
    pub deputy_name: String,
    pub since: Timestamp,
    pub until: Timestamp,
    pub created_at: Timestamp,
}

impl Delegation {
    /// Whether it lets this person answer at this time.
    pub fn lets(&self, deputy: &ActorId, team: &TeamName, now: Timestamp) -> bool {
        &self.deputy == deputy && &self.team == team && self.since <= now && now < self.until
    }
}
