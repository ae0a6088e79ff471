//! Who is on call.

use super::board::worst_of_regions;
use super::on_call::Rota;
use crate::Portal;
use domain::PortalError;
use domain::health::PlacementHealth;
use domain::names::{ServiceName, TeamName};
use std::collections::{BTreeMap, BTreeSet};

/// The teams of services that somebody may ask about, and whom each of them has on call.
pub(super) struct Duty {
    teams: BTreeMap<ServiceName, TeamName>,
    on_call: BTreeMap<TeamName, Vec<String>>,
}

impl Portal {
    /// For the services that make their regions unwell.
    pub(super) async fn duty_in(&self, placements: &[PlacementHealth]) -> Result<Duty, PortalError> {
        let services: BTreeSet<ServiceName> =
            worst_of_regions(placements).into_iter().map(|worst| worst.service).collect();
        let mut teams = BTreeMap::new();
        for service in services {
            if let Some(team) = self.owners(&service).await? {
                teams.insert(service, team);
            }
        }
        let names = |rota: Rota| rota.round(0).into_iter().map(|who| who.name).collect();
        let on_call = self.rotas().await?.into_iter().map(|(team, rota)| (team, names(rota)));
        Ok(Duty { teams, on_call: on_call.collect() })
    }
}

impl Duty {
    /// By name: those of the service's team, or of all teams when no service asks.
    pub(super) fn of(&self, service: Option<&ServiceName>) -> Vec<String> {
        let team = service.and_then(|service| self.teams.get(service));
        let asked = self.on_call.iter().filter(|(name, _)| team.is_none_or(|team| &team == name));
        let names: BTreeSet<&String> = asked.flat_map(|(_, names)| names).collect();
        names.into_iter().cloned().collect()
    }
}
