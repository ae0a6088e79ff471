//! What is known beside the changes: who needs whom, and what went wrong before.

use super::ChangeKind;
use crate::names::ServiceName;
use std::collections::{BTreeMap, HashMap, VecDeque};

/// Farther than that nobody believes in a connection.
const FARTHEST: usize = 3;

/// Which service needs which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependencies {
    needs: BTreeMap<ServiceName, Vec<ServiceName>>,
}

impl Dependencies {
    pub fn add(&mut self, service: ServiceName, needs: ServiceName) {
        let all = self.needs.entry(service).or_default();
        if !all.contains(&needs) {
            all.push(needs);
        }
    }

    /// What a service needs directly.
    pub fn of(&self, service: &ServiceName) -> &[ServiceName] {
        self.needs.get(service).map_or(&[], Vec::as_slice)
    }

    /// A service and everything it needs, near and far.
    pub fn around(&self, service: &ServiceName) -> Vec<ServiceName> {
        self.ways_from(service).into_keys().collect()
    }

    /// What needs a service directly.
    pub(super) fn needing(&self, service: &ServiceName) -> impl Iterator<Item = ServiceName> {
        self.needs.iter().filter(|(_, needs)| needs.contains(service)).map(|(needing, _)| needing.clone())
    }

    /// The shortest way from a service to everything it needs, itself first. Circles do no harm.
    pub(super) fn ways_from(&self, service: &ServiceName) -> HashMap<ServiceName, Vec<ServiceName>> {
        let mut ways = HashMap::from([(service.clone(), vec![service.clone()])]);
        let mut next = VecDeque::from([vec![service.clone()]]);
        while let Some(way) = next.pop_front() {
            let Some(last) = way.last().filter(|_| way.len() <= FARTHEST) else { continue };
            for needed in self.of(last) {
                if ways.contains_key(needed) {
                    continue;
                }
                let longer: Vec<ServiceName> = way.iter().chain([needed]).cloned().collect();
                ways.insert(needed.clone(), longer.clone());
                next.push_back(longer);
            }
        }
        ways
    }
}

/// How often changes of a sort were the cause before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    tracks: BTreeMap<(ServiceName, ChangeKind), Track>,
}

/// Changes of one service and kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Track {
    pub changes: u32,
    /// Of these, the ones that people confirmed as an incident's cause.
    pub blamed: u32,
}

impl History {
    pub fn set(&mut self, service: ServiceName, kind: ChangeKind, track: Track) {
        self.tracks.insert((service, kind), track);
    }

    pub fn track(&self, service: &ServiceName, kind: ChangeKind) -> Track {
        self.tracks.get(&(service.clone(), kind)).copied().unwrap_or_default()
    }
}
