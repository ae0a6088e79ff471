//! The status page: what everybody in the company may know of how services are, and nothing of their insides.

use super::objectives::is_fresh;
use crate::Portal;
use crate::ports::{HealthFilter, IncidentFilter};
use domain::health::Placement;
use domain::health::incident::Incident;
use domain::names::{RegionName, ServiceName, StageName};
use domain::people::Actor;
use domain::view::{ServiceStatus, StatusFelt, StatusIncident, StatusPage, StatusRow};
use domain::{ErrorCode, PortalError, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// So long what is over stays on the page.
const SHOWN_MILLIS: i64 = 7 * 24 * 3_600_000;
const MOST_INCIDENTS: u32 = 200;

impl Portal {
    /// How the services of the last stage are: what users see. `None` is somebody who is not signed in, for whom it is only
    /// there when the configuration says so.
    pub async fn status_page(&self, reader: Option<&Actor>) -> Result<StatusPage, PortalError> {
        if reader.is_none() && !self.settings.public_status {
            return Err(PortalError::new(ErrorCode::Unauthenticated, "Sign in to see how services are."));
        }
        let stage = self.rules.stages.last().map(|stage| stage.name.clone());
        let stage = stage.ok_or_else(|| PortalError::not_found("a stage"))?;
        let now = self.now();
        let known = self.known_incidents(&stage, now).await?;
        let titles = self.titles().await?;
        let regions: Vec<RegionName> = self.rules.regions.iter().map(|region| region.name.clone()).collect();
        let placed = self.statuses_in(&stage, &known).await?;
        let row = |(service, places): (&ServiceName, &BTreeMap<RegionName, ServiceStatus>)| StatusRow {
            service: service.clone(),
            title: title_of(&titles, service),
            regions: regions.iter().map(|region| places.get(region).copied()).collect(),
        };
        let services = placed.iter().map(row).collect();
        let incidents = known.iter().map(|incident| told(incident, &titles)).collect();
        Ok(StatusPage { at: now, stage, regions, services, incidents })
    }

    async fn known_incidents(&self, stage: &StageName, now: Timestamp) -> Result<Vec<Incident>, PortalError> {
        let filter = IncidentFilter {
            stage: Some(stage.to_string()),
            ended_after: Some(now.plus_millis(-SHOWN_MILLIS)),
            ..IncidentFilter::default()
        };
        let found = self.store.incidents(&filter, None, MOST_INCIDENTS).await?;
        let mut all: Vec<Incident> = found.items.into_iter().map(|found| found.value).collect();
        all.sort_by_key(|incident| (!incident.status.live(), std::cmp::Reverse(incident.opened_at)));
        Ok(all)
    }

    async fn titles(&self) -> Result<BTreeMap<ServiceName, String>, PortalError> {
        let promises = self.promises().await?;
        let titled =
            |known: &domain::declared::Declaration| Some((known.service.clone(), known.title.clone()?));
        Ok(promises.iter().filter_map(titled).collect())
    }

    /// How placements of a stage are where nobody has opened an incident: as they were judged, or, where nothing is judged, by
    /// whether anything fresh is known of them.
    async fn well_by(&self, stage: &StageName) -> Result<BTreeMap<Placement, ServiceStatus>, PortalError> {
        let now = self.now();
        let measured = self.store.sample_places(None).await?.into_iter();
        let mut known: BTreeMap<Placement, ServiceStatus> = measured
            .filter(|place| &place.placement.stage == stage)
            .map(|place| {
                let status =
                    if is_fresh(&place, now) { ServiceStatus::Operational } else { ServiceStatus::Unknown };
                (place.placement, status)
            })
            .collect();
        let filter = HealthFilter { stage: Some(stage.to_string()), ..HealthFilter::default() };
        let judged = self.store.health(&filter).await?.into_iter().map(|found| found.value);
        known.extend(judged.map(|judged| (judged.placement, judged.health.state.into())));
        Ok(known)
    }

    /// Where services run, and how they are there.
    async fn statuses_in(
        &self,
        stage: &StageName,
        incidents: &[Incident],
    ) -> Result<BTreeMap<ServiceName, BTreeMap<RegionName, ServiceStatus>>, PortalError> {
        let known = self.well_by(stage).await?;
        let deployed =
            self.store.deployed(None).await?.into_iter().filter(|deployed| &deployed.stage == stage);
        let deployed = deployed.map(|deployed| Placement {
            service: deployed.service,
            stage: deployed.stage,
            region: deployed.region,
        });
        let affected = incidents.iter().filter(|incident| incident.status.live());
        let affected = affected.flat_map(Incident::places);
        let all: BTreeSet<Placement> = deployed.chain(known.keys().cloned()).chain(affected).collect();
        let mut placed: BTreeMap<ServiceName, BTreeMap<RegionName, ServiceStatus>> = BTreeMap::new();
        for placement in all {
            let known = known.get(&placement).copied().unwrap_or(ServiceStatus::Unknown);
            let status = status_of(&placement, incidents, known);
            placed.entry(placement.service).or_default().insert(placement.region, status);
        }
        Ok(placed)
    }
}

/// The worst that open incidents say; without any, what is known.
fn status_of(placement: &Placement, incidents: &[Incident], known: ServiceStatus) -> ServiceStatus {
    let live = incidents.iter().filter(|incident| incident.status.live());
    let felt = live.filter_map(|incident| {
        let here = incident.unwell().find(|affected| &affected.placement == placement);
        here.map(|affected| affected.severity).or(incident.seen_at(placement).then_some(incident.severity))
    });
    felt.map(ServiceStatus::from).max().unwrap_or(known)
}

fn told(incident: &Incident, titles: &BTreeMap<ServiceName, String>) -> StatusIncident {
    StatusIncident {
        services: incident.services().keys().map(|service| title_of(titles, service)).collect(),
        felt: felt(incident),
        status: incident.severity.into(),
        acknowledged: incident.acknowledged.is_some(),
        from: incident.opened_at,
        until: incident.resolved_at,
    }
}

/// From when to when it was felt in each region: from the first of its services that fell ill to the last that became well.
fn felt(incident: &Incident) -> Vec<StatusFelt> {
    let mut regions: BTreeMap<RegionName, StatusFelt> = BTreeMap::new();
    let over = |until: Option<Timestamp>| until.or(incident.resolved_at);
    let measured = incident.affected.iter();
    let measured = measured.map(|it| (&it.placement.region, it.since, over(it.well_since)));
    let seen = incident.regions.iter().map(|region| (region, incident.opened_at, over(None)));
    for (region, from, until) in measured.chain(seen) {
        let first = || StatusFelt { region: region.clone(), from, until };
        let felt = regions.entry(region.clone()).or_insert_with(first);
        felt.from = felt.from.min(from);
        felt.until = felt.until.zip(until).map(|(one, other)| one.max(other));
    }
    let mut felt: Vec<StatusFelt> = regions.into_values().collect();
    felt.sort_by_key(|felt| felt.from);
    felt
}

fn title_of(titles: &BTreeMap<ServiceName, String>, service: &ServiceName) -> String {
    titles.get(service).cloned().unwrap_or_else(|| service.to_string())
}
