//! Looking at how services are.

use crate::Portal;
use crate::ports::{CheckChunk, HealthFilter, Versioned};
use domain::health::course::{CheckSum, KeptCheck, Tier, checks, read, sums};
use domain::health::{HealthChange, Heard, LocationWord, Placement, PlacementHealth, Probe, ProbeId, words};
use domain::names::LocationName;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::{PortalError, Timestamp};
use std::collections::BTreeMap;

/// Spans up to this are told check by check, the next ones by the minute.
const RAW_MILLIS: i64 = 6 * 3_600_000;
const MINUTES_MILLIS: i64 = 25 * 3_600_000;

/// A placement with what each location says of each of its probes.
#[derive(Clone, Debug)]
pub struct HealthDetail {
    pub health: Versioned<PlacementHealth>,
    pub probes: Vec<(Probe, Vec<LocationWord>)>,
}

/// What one location found on one probe over time, as finely as the span allows.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckCourse {
    pub location: LocationName,
    pub sums: Vec<CheckSum>,
}

impl Portal {
    /// How services are, by service, stage and region.
    pub async fn health(
        &self,
        actor: &Actor,
        filter: &HealthFilter,
    ) -> Result<Vec<Versioned<PlacementHealth>>, PortalError> {
        permit(actor, Action::View, None)?;
        Ok(self.store.health(filter).await?)
    }

    /// States that placements came to, with the one that held before the span; the oldest first.
    pub async fn health_changes(
        &self,
        actor: &Actor,
        filter: &HealthFilter,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<HealthChange>, PortalError> {
        permit(actor, Action::View, None)?;
        Ok(self.store.health_changes(filter, from, until).await?)
    }

    /// One placement, as closely as can be.
    pub async fn health_of(&self, actor: &Actor, placement: &Placement) -> Result<HealthDetail, PortalError> {
        permit(actor, Action::View, None)?;
        let found = self.store.health(&HealthFilter::of(placement)).await?.pop();
        let health = found.ok_or_else(|| PortalError::not_found(format!("health of {placement}")))?;
        let plan = self.probe_plan().await?;
        let own = plan.probes.iter().filter(|probe| probe.placement == *placement);
        let mut probes = Vec::new();
        for probe in own {
            let heard = self.newest_words(probe).await?;
            let words = words(probe, &heard, self.now());
            probes.push(((**probe).clone(), words));
        }
        Ok(HealthDetail { health, probes })
    }

    /// The newest kept check of each location.
    pub(super) async fn newest_words(&self, probe: &Probe) -> Result<Vec<Heard>, PortalError> {
        let now = self.now();
        let back = Tier::Raw.chunk_millis().max(probe.fresh_millis());
        let from = Tier::Raw.chunk_of(now.plus_millis(-back));
        let chunks = self.store.check_chunks(&probe.id, Tier::Raw, from, now.plus_millis(1)).await?;
        let mut newest: BTreeMap<LocationName, Heard> = BTreeMap::new();
        for chunk in chunks {
            let Some(last) = checks(chunk.starts_at, &chunk.lines).max_by_key(|check| check.at) else {
                continue;
            };
            let result = domain::health::CheckResult {
                probe: probe.id.clone(),
                location: chunk.location.clone(),
                at: last.at,
                outcome: last.outcome,
                latency_millis: last.latency_millis,
                version: None,
            };
            newest.insert(chunk.location, Heard { result, received_at: now });
        }
        Ok(newest.into_values().collect())
    }

    /// What each location found on a probe. Long spans are told by the hour, so that a year is read as quickly as a day.
    pub async fn check_courses(
        &self,
        actor: &Actor,
        probe: &ProbeId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<CheckCourse>, PortalError> {
        permit(actor, Action::View, None)?;
        let tier = match until.since(from) {
            short if short <= RAW_MILLIS => Tier::Raw,
            middle if middle <= MINUTES_MILLIS => Tier::Minute,
            _ => Tier::Hour,
        };
        let mut courses: BTreeMap<LocationName, Vec<CheckSum>> = BTreeMap::new();
        let mut add = |chunks: Vec<CheckChunk>| {
            for chunk in chunks {
                let found: Vec<CheckSum> = summed(tier, &chunk);
                courses.entry(chunk.location).or_default().extend(found);
            }
        };
        if tier != Tier::Raw {
            let begin = tier.chunk_of(from);
            add(self.store.check_chunks(probe, tier, begin, until).await?);
        }
        // What is not old enough to be thinned is only kept in full.
        let young = self.now().plus_millis(-Tier::Raw.kept_millis() - 2 * Tier::Raw.chunk_millis());
        let begin = Tier::Raw.chunk_of(from.max(young));
        add(self.store.check_chunks(probe, Tier::Raw, begin, until).await?);
        let course = |(location, mut sums): (LocationName, Vec<CheckSum>)| {
            sums.retain(|sum| sum.at >= from && sum.at < until);
            sums.sort_by_key(|sum| sum.at);
            CheckCourse { location, sums }
        };
        Ok(courses.into_iter().map(course).collect())
    }
}

/// The chunk as sums of the tier; a check alone is a sum, too.
fn summed(tier: Tier, chunk: &CheckChunk) -> Vec<CheckSum> {
    match chunk.tier {
        Tier::Raw => {
            let found = checks(chunk.starts_at, &chunk.lines).collect::<Vec<KeptCheck>>();
            sums(tier, found)
        }
        kept => read(kept, chunk.starts_at, &chunk.lines).collect(),
    }
}
