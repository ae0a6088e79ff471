//! Incidents as people see them.

use super::respond::permit_response;
use crate::Portal;
use crate::health::on_call::who;
use crate::ports::{HealthFilter, IncidentFilter};
use domain::freeze::WindowKind;
use domain::health::Placement;
use domain::health::incident::{Incident, IncidentEvent, IncidentRefused};
use domain::ids::IncidentId;
use domain::names::{ServiceName, TeamName};
use domain::notification::Who;
use domain::people::Actor;
use domain::permission::{Action, permit, permit_window};
use domain::view::{
    Allowed, ChangeMark, IncidentActions, IncidentBoard, IncidentQuery, IncidentRow, IncidentView,
    LiveIncidents, PlacementCost,
};
use domain::{PortalError, Timestamp};
use std::collections::BTreeSet;

/// Incidents on one page of the list.
const PAGE: u32 = 50;
/// More at once would be one incident by another name.
const MOST_LIVE: u32 = 200;

impl Portal {
    /// Incidents with who is on call, the newest first.
    pub async fn incidents(
        &self,
        actor: &Actor,
        query: &IncidentQuery,
    ) -> Result<IncidentBoard, PortalError> {
        permit(actor, Action::View, None)?;
        let named = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let filter = IncidentFilter {
            live: query.show == "live",
            service: named(&query.service),
            team: named(&query.team),
            ..IncidentFilter::default()
        };
        let found = self.store.incidents(&filter, named(&query.after).as_deref(), PAGE).await?;
        let services = self.services_of(actor).await?;
        let may_open = match services.is_empty() {
            true => Allowed::by_right(permit(actor, Action::Respond, actor.home_team())),
            false => Allowed::yes(),
        };
        Ok(IncidentBoard {
            incidents: found.items.iter().map(|found| IncidentRow::from(&found.value)).collect(),
            next: found.next,
            may_open,
            services,
            on_call: self.on_call(actor).await?,
        })
    }

    /// Services that somebody may open incidents and announce maintenance for.
    pub(crate) async fn services_of(&self, actor: &Actor) -> Result<Vec<ServiceName>, PortalError> {
        let promises = self.promises().await?;
        let declared = promises.iter().map(|known| (known.service.clone(), known.team.clone()));
        let known = self.store.services().await?.into_iter().map(|known| (known.name, known.team));
        let mut services: Vec<ServiceName> = declared
            .chain(known)
            .filter(|(_, team)| permit(actor, Action::Respond, Some(team)).is_ok())
            .map(|(service, _)| service)
            .collect();
        services.sort();
        services.dedup();
        Ok(services)
    }

    /// Those that somebody still works on, for pages that lead to them.
    pub async fn live_incidents(&self, actor: &Actor) -> Result<LiveIncidents, PortalError> {
        permit(actor, Action::View, None)?;
        let filter = IncidentFilter { live: true, ..IncidentFilter::default() };
        let found = self.store.incidents(&filter, None, MOST_LIVE).await?;
        Ok(LiveIncidents(found.items.into_iter().map(|found| found.value).collect()))
    }

    /// What users feel where it is felt, by the numbers that the pages of health show.
    async fn costs(&self, actor: &Actor, incident: &Incident) -> Result<Vec<PlacementCost>, PortalError> {
        let mut costs = Vec::new();
        for placement in self.places_of(incident).await? {
            let known = self.newest_numbers(&placement.stage, &placement.region);
            let team = self.owners(&placement.service).await?;
            costs.push(PlacementCost {
                numbers: known.get(&placement.service).copied().unwrap_or_default(),
                may_silence: may_silence(actor, team.as_ref()),
                placement,
                team,
            });
        }
        Ok(costs)
    }

    /// Rollouts, requests, actions and what was told of elsewhere, as far as they came to where it is felt.
    async fn changes_during(&self, incident: &Incident) -> Result<Vec<ChangeMark>, PortalError> {
        let places = self.places_of(incident).await?;
        let touches = |mark: &ChangeMark| {
            places.iter().any(|place| {
                let of_service = mark.service.as_ref().is_none_or(|service| service == &place.service);
                of_service && mark.came_to(&place.region).is_some()
            })
        };
        let filter = HealthFilter { stage: Some(incident.stage.to_string()), ..HealthFilter::default() };
        let until = incident.resolved_at.unwrap_or_else(|| self.now());
        let mut marks = self.marks(&filter, incident.opened_at, until).await?;
        marks.retain(|mark| !mark.kind.lasts() && touches(mark));
        marks.reverse();
        Ok(marks)
    }

    /// Where it was felt; where that was never measured, wherever whoever opened it may have meant.
    async fn places_of(&self, incident: &Incident) -> Result<BTreeSet<Placement>, PortalError> {
        let known = incident.places().into_iter();
        let deployed = self.store.deployed(Some(&incident.service)).await?.into_iter();
        let runs = deployed.map(|deployed| Placement {
            service: deployed.service,
            stage: deployed.stage,
            region: deployed.region,
        });
        Ok(known.chain(runs.filter(|placement| incident.seen_at(placement))).collect())
    }

    /// One incident with its timeline, and what the reader may do with it.
    pub async fn incident(&self, actor: &Actor, id: &IncidentId) -> Result<IncidentView, PortalError> {
        permit(actor, Action::View, None)?;
        let found = self.load_incident(id).await?;
        let incident = found.value;
        let copies = self.store.calendars().await?;
        let (people, rota) = (self.people_of(&incident).await?, self.rota(&incident.team).await?);
        Ok(IncidentView {
            version: found.version,
            actions: actions(actor, &incident, self.now()),
            people,
            unhealthy: self.unhealthy_now(&incident).await?,
            next_call: self.next_call(&incident, &rota),
            on_call: rota.view(incident.team.clone(), &copies),
            changes: self.changes_during(&incident).await?,
            costs: self.costs(actor, &incident).await?,
            incident,
        })
    }
}

/// Whether somebody may announce maintenance for a team's service.
pub(in crate::health) fn may_silence(actor: &Actor, team: Option<&TeamName>) -> Allowed {
    Allowed::by_right(permit_window(actor, WindowKind::Maintenance, team))
}

/// What the state lets somebody do who has the right to.
fn actions(actor: &Actor, incident: &Incident, now: Timestamp) -> IncidentActions {
    let right = Allowed::by_right(permit_response(actor, incident));
    let act = |event: IncidentEvent| match incident.apply(event, now) {
        Err(IncidentRefused::Reason(why)) if right.allowed => Allowed::because(why),
        _ => right.clone(),
    };
    let by = || who(actor);
    // Anybody: whom it is given to is chosen later.
    let somebody = Who { id: domain::ids::ActorId(String::new()), name: String::new() };
    IncidentActions {
        acknowledge: act(IncidentEvent::Acknowledge { by: by() }),
        assign: act(IncidentEvent::Assign { by: by(), to: somebody }),
        note: act(IncidentEvent::Note { by: by(), text: String::new() }),
        resolve: act(IncidentEvent::Resolve { by: by(), why: None }),
        reopen: act(IncidentEvent::Reopen { by: by(), why: None }),
    }
}
