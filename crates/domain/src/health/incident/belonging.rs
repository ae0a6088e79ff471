//! Which incident a new trouble belongs to.

use super::{HealthReason, Incident, IncidentStatus, Joined, Placement, Severity, Witness};
use crate::Timestamp;
use crate::ids::IncidentId;
use crate::names::{ServiceName, TeamName};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Services of one region that become unwell within this time have one cause until somebody knows better.
pub(super) const TOGETHER_MILLIS: i64 = 5 * 60_000;
/// What comes back within this time was never over.
const RELAPSE_MILLIS: i64 = 30 * 60_000;
/// Longest way along dependencies that is believed.
const LONGEST_PATH: usize = 4;

/// A placement that has become unwell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub placement: Placement,
    pub team: TeamName,
    pub severity: Severity,
    pub reason: HealthReason,
    pub witness: Witness,
    pub at: Timestamp,
}

/// Which service depends on which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ties(BTreeMap<ServiceName, BTreeSet<ServiceName>>);

impl Ties {
    pub fn of(edges: impl IntoIterator<Item = (ServiceName, ServiceName)>) -> Self {
        let mut ties = Ties::default();
        for (service, depends_on) in edges {
            ties.0.entry(service).or_default().insert(depends_on);
        }
        ties
    }

    /// Whether one reaches the other by following dependencies downwards only: two services that merely share a
    /// dependency are not tied.
    fn tied(&self, one: &ServiceName, other: &ServiceName) -> bool {
        self.reaches(one, other) || self.reaches(other, one)
    }

    fn reaches(&self, from: &ServiceName, to: &ServiceName) -> bool {
        let (mut seen, mut waiting) = (BTreeSet::from([from]), VecDeque::from([(from, 0)]));
        while let Some((service, steps)) = waiting.pop_front() {
            if service == to {
                return true;
            }
            let next = self.0.get(service).into_iter().flatten().filter(|_| steps < LONGEST_PATH);
            for next in next {
                if seen.insert(next) {
                    waiting.push_back((next, steps + 1));
                }
            }
        }
        false
    }
}

/// The incident that a trouble belongs to, and why; `None`: it begins a new one. The nearest reason wins, and of equally
/// near incidents the newest.
pub fn home_of<'a>(
    known: impl IntoIterator<Item = &'a Incident>,
    trouble: &Trouble,
    ties: &Ties,
) -> Option<(&'a IncidentId, Joined)> {
    let near = known.into_iter().filter_map(|incident| Some((belongs(incident, trouble, ties)?, incident)));
    let nearest = near.min_by_key(|(joined, incident)| {
        (*joined as u8, !incident.status.live(), std::cmp::Reverse(incident.opened_at))
    });
    nearest.map(|(joined, incident)| (&incident.id, joined))
}

fn belongs(incident: &Incident, trouble: &Trouble, ties: &Ties) -> Option<Joined> {
    if incident.stage != trouble.placement.stage || over(incident, trouble.at) {
        return None;
    }
    // What a person opened and closed is over, whatever comes next in the same service.
    let theirs = incident.opened_by.is_some() && incident.affects(&trouble.placement).is_none();
    if theirs && !incident.status.live() {
        return None;
    }
    let services = incident.services();
    if services.contains_key(&trouble.placement.service) {
        return Some(Joined::SameService);
    }
    // What was over is not opened anew for somebody else's sake.
    if !incident.status.live() {
        return None;
    }
    if services.keys().any(|service| ties.tied(service, &trouble.placement.service)) {
        return Some(Joined::DependencyPath);
    }
    let here = incident.unwell().any(|affected| {
        affected.placement.region == trouble.placement.region
            && trouble.at.since(affected.since).abs() <= TOGETHER_MILLIS
    });
    here.then_some(Joined::SameRegion)
}

fn over(incident: &Incident, at: Timestamp) -> bool {
    incident.status == IncidentStatus::Resolved
        && incident.resolved_at.is_none_or(|resolved| at.since(resolved) > RELAPSE_MILLIS)
}
