//! Who is on call.

use super::board::worst_of_regions;
use crate::Portal;
use domain::PortalError;
use domain::health::PlacementHealth;
use domain::names::{ServiceName, TeamName};
use domain::people::{Actor, Role};
use std::collections::{BTreeMap, BTreeSet};

/// People on call, and the teams of the services that somebody may ask about.
pub(super) struct Duty {
    people: Vec<Actor>,
    teams: BTreeMap<ServiceName, TeamName>,
}

impl Portal {
    /// For the services that make their regions unwell.
    pub(super) async fn duty_in(&self, placements: &[PlacementHealth]) -> Result<Duty, PortalError> {
        let services: BTreeSet<ServiceName> =
            worst_of_regions(placements).into_iter().map(|worst| worst.service).collect();
        let mut teams = BTreeMap::new();
        for service in services {
            if let Some(team) = self.team_of(&service).await? {
                teams.insert(service, team);
            }
        }
        let people = self.store.people().await?.into_iter().map(|person| person.actor);
        let on_call = |person: &Actor| person.memberships.iter().any(|it| it.role == Role::OnCall);
        Ok(Duty { people: people.filter(on_call).collect(), teams })
    }
}

impl Duty {
    /// By name: those of the service's team, or of any team when no service asks.
    pub(super) fn of(&self, service: Option<&ServiceName>) -> Vec<String> {
        let team = service.and_then(|service| self.teams.get(service));
        let mine = |person: &&Actor| team.is_none_or(|team| person.has_role(Role::OnCall, team));
        let mut names: Vec<String> =
            self.people.iter().filter(mine).map(|person| person.name.clone()).collect();
        names.sort();
        names
    }
}
