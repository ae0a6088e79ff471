//! Deputies as people see them.

use crate::Timestamp;
use crate::delegation::Delegation;
use crate::ids::ActorId;
use crate::names::TeamName;
use serde::{Deserialize, Serialize};

/// One's own delegations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegationBoard {
    /// Whom the reader has named.
    pub given: Vec<Delegation>,
    /// In whose place the reader answers.
    pub taken: Vec<Delegation>,
    /// Teams in which the reader may name somebody.
    pub teams: Vec<TeamName>,
    /// Who may be named: id and name.
    pub mates: Vec<(ActorId, String)>,
}

/// What a new delegation is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegationInput {
    pub team: String,
    /// The deputy's id.
    pub deputy: String,
    /// `None`: from now on.
    pub since: Option<Timestamp>,
    pub until: Timestamp,
}
