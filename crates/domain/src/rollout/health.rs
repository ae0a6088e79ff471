//! Metrics between waves: what is known of the regions of the wave before, and what follows from it.
//!
//! No data is never healthy. A region of which too little is known keeps the next wave shut until its time is over; then it
//! has failed, as one has that is ill, and its strategy says what goes back.

use super::{Lane, LaneState, Rollout, Standing, Step, Wave, Work};
use crate::Timestamp;
use crate::metric::{Evidence, Health, Metric};
use crate::names::RegionName;

/// How one region stands.
enum Known<'a> {
    Well,
    TooFewRequests { seen: u64 },
    NoData { metric: Option<Metric>, reason: Option<String> },
    Ill(&'a crate::metric::Compared),
}

fn known<'a>(health: &Health, evidence: Option<&'a Evidence>) -> Known<'a> {
    let Some(evidence) = evidence else { return Known::NoData { metric: None, reason: None } };
    let reason = || evidence.problem.clone();
    match evidence.requests {
        None => Known::NoData { metric: Some(Metric::RequestRate), reason: reason() },
        Some(seen) if seen < health.min_requests => Known::TooFewRequests { seen },
        Some(_) => match (evidence.bad(), evidence.unknown()) {
            (Some(bad), _) => Known::Ill(bad),
            (None, Some(unknown)) => {
                Known::NoData { metric: Some(unknown.condition.metric), reason: reason() }
            }
            (None, None) => Known::Well,
        },
    }
}

impl Health {
    /// When a region of which too little is known has failed.
    fn fails_at(&self, lane: &Lane) -> Timestamp {
        let since = lane.deployed_at.unwrap_or_default();
        since.plus_millis(i64::from(self.within_seconds) * 1000)
    }
}

/// Regions whose health is in question: deployed, and not left out.
fn judged(wave: &Wave) -> impl Iterator<Item = &Lane> {
    let deployed =
        |lane: &&Lane| matches!(lane.state, LaneState::Succeeded { .. }) && lane.deployed_at.is_some();
    wave.lanes.iter().filter(deployed)
}

impl Rollout {
    /// Regions that have to be measured now: those of the last wave that is done, while the next one is shut.
    pub fn to_measure(&self) -> Vec<&Lane> {
        let shut = self.waves.iter().position(|wave| wave.opened_at.is_none());
        let before = shut.and_then(|shut| self.waves.get(shut.checked_sub(1)?));
        let asked = self.strategy.health.is_some() && !self.is_rollback() && !self.held();
        before
            .filter(|wave| asked && wave.done_at.is_some())
            .map_or(Vec::new(), |wave| judged(wave).collect())
    }

    /// `None` where no number of requests is asked for, and before the wave is done.
    pub(super) fn enough_requests(&self, before: &Wave) -> Option<Standing> {
        let health = self.strategy.health.as_ref().filter(|health| health.min_requests > 0)?;
        before.done_at?;
        let counting = judged(before).find_map(|lane| match known(health, lane.evidence.as_ref()) {
            Known::TooFewRequests { seen } => Some(Standing::Counting {
                region: lane.region.clone(),
                seen,
                required: health.min_requests,
                fails_at: health.fails_at(lane),
            }),
            _ => None,
        });
        Some(counting.unwrap_or(Standing::Open))
    }

    pub(super) fn healthy(&self, before: &Wave) -> Option<Standing> {
        let health = self.strategy.health.as_ref()?;
        before.done_at?;
        let shut = judged(before).find_map(|lane| match known(health, lane.evidence.as_ref()) {
            Known::Ill(compared) => {
                Some(Standing::Unhealthy { region: lane.region.clone(), compared: compared.clone() })
            }
            Known::NoData { metric, reason } => Some(Standing::NoData {
                region: lane.region.clone(),
                metric,
                reason,
                fails_at: health.fails_at(lane),
            }),
            Known::TooFewRequests { .. } | Known::Well => None,
        });
        Some(shut.unwrap_or(Standing::Open))
    }

    /// When the regions before a shut wave are to be looked at again. On a grid that differs from rollout to rollout, so
    /// that neither looks of one pile up nor those of many come at once; later when the source asks for that.
    pub(super) fn health_again(&self, position: usize, now: Timestamp) -> Option<Timestamp> {
        let health = self.strategy.health.as_ref().filter(|_| !self.is_rollback())?;
        let before = self.waves.get(position.checked_sub(1)?).filter(|wave| wave.done_at.is_some())?;
        judged(before).next()?;
        let asked = judged(before).filter_map(|lane| lane.evidence.as_ref()?.again).max();
        let (from, every) =
            (asked.map_or(now, |asked| asked.max(now)), i64::from(health.every_seconds.max(1)) * 1000);
        let offset = self.id.as_str().bytes().fold(0_i64, |sum, byte| (sum * 31 + i64::from(byte)) % every);
        Some(Timestamp(((from.0 - offset).div_euclid(every) + 1) * every + offset))
    }
}

impl Step {
    /// Keeps what was measured as evidence, and fails what is ill or stayed unknown for too long.
    pub(super) fn measured(&mut self, now: Timestamp) {
        let measured = std::mem::take(&mut self.next.seen.measured);
        let Some(health) = self.next.strategy.health.clone().filter(|_| !measured.is_empty()) else { return };
        let asked: Vec<RegionName> = self.next.to_measure().iter().map(|lane| lane.region.clone()).collect();
        let mut failed = false;
        for wave in &mut self.next.waves {
            for lane in wave.lanes.iter_mut().filter(|lane| asked.contains(&lane.region)) {
                let Some(measured) = measured.get(&lane.region) else { continue };
                lane.evidence = Some(health.weigh(measured, now));
                if let Some(reason) = why_failed(&health, lane, now) {
                    lane.state = LaneState::Failed { at: now, reason, run: lane.state.run().cloned() };
                    (wave.done_at, failed) = (None, true);
                }
            }
        }
        if failed {
            self.effects.retain(|work| !matches!(work, Work::Look { .. }));
        }
    }
}

fn why_failed(health: &Health, lane: &Lane, now: Timestamp) -> Option<String> {
    let late = now >= health.fails_at(lane);
    let within = health.within_seconds;
    match known(health, lane.evidence.as_ref()) {
        Known::Well => None,
        Known::Ill(compared) => Some(compared.to_string()),
        Known::TooFewRequests { seen } => late.then(|| {
            format!(
                "it saw {seen} of {} requests within {within} s after its deployment",
                health.min_requests
            )
        }),
        Known::NoData { metric, reason } => late.then(|| {
            let of = metric.map_or("metrics", Metric::as_str);
            let why = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
            format!("there is no data of {of} within {within} s after its deployment{why}")
        }),
    }
}
