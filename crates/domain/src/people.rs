//! Who acts, and as what.

use crate::ids::ActorId;
use crate::names::TeamName;
use serde::{Deserialize, Serialize};

/// What somebody is in a team, or platform-wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Developer,
    Lead,
    OnCall,
    Admin,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Developer, Role::Lead, Role::OnCall, Role::Admin];

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Developer => "developer",
            Role::Lead => "lead",
            Role::OnCall => "on-call",
            Role::Admin => "admin",
        }
    }
}

/// One role in one team; without a team it holds platform-wide.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Membership {
    pub team: Option<TeamName>,
    pub role: Role,
}

/// Somebody signed in, or the portal itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub id: ActorId,
    /// The sign-in name.
    pub login: String,
    pub name: String,
    /// The first one names the person's own team.
    pub memberships: Vec<Membership>,
}

impl Actor {
    /// The portal's own hand: workers act as it.
    pub fn portal() -> Self {
        Actor {
            id: ActorId("usr_portal".to_owned()),
            login: "slipway".to_owned(),
            name: "Slipway".to_owned(),
            memberships: Vec::new(),
        }
    }

    pub fn is_portal(&self) -> bool {
        self.id.as_str() == "usr_portal"
    }

    /// The team that new services of this person belong to.
    pub fn home_team(&self) -> Option<&TeamName> {
        self.memberships.iter().find_map(|membership| membership.team.as_ref())
    }

    /// Whether the person has the role in the team. Admin is the only role that is checked platform-wide.
    pub fn has_role(&self, role: Role, team: &TeamName) -> bool {
        self.memberships.iter().any(|m| m.role == role && (m.team.as_ref() == Some(team) || m.team.is_none()))
    }

    /// What the person is in the team.
    pub fn roles_in(&self, team: &TeamName) -> Vec<Role> {
        Role::ALL.into_iter().filter(|role| self.has_role(*role, team)).collect()
    }

    pub fn is_admin(&self) -> bool {
        self.memberships.iter().any(|m| m.role == Role::Admin && m.team.is_none())
    }
}
