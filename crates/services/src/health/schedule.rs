//! When each probe is asked next from each location.

use domain::Timestamp;
use domain::health::Probe;
use domain::names::LocationName;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Something to ask from somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    pub probe: Arc<Probe>,
    pub location: LocationName,
}

/// All errands in the order in which they are due. Each has its own place within its interval, so that those of one interval
/// are spread over it evenly, and it keeps that place whatever is added or restarted.
#[derive(Debug, Default)]
pub struct Schedule {
    errands: Vec<Errand>,
    due: BinaryHeap<Reverse<(Timestamp, usize)>>,
}

impl Schedule {
    /// Every probe from each of these locations that it is asked from; the first time after `now`.
    pub fn new(probes: &[Arc<Probe>], locations: &[LocationName], now: Timestamp) -> Self {
        let errands: Vec<Errand> = probes
            .iter()
            .flat_map(|probe| {
                let from = locations.iter().filter(|location| probe.is_asked_from(location));
                from.map(|location| Errand { probe: probe.clone(), location: location.clone() })
            })
            .collect();
        let due = errands.iter().enumerate().map(|(index, errand)| Reverse((errand.after(now), index)));
        Schedule { due: due.collect(), errands }
    }

    /// What is due, with the time at which it was; each comes again an interval later. What was missed is asked once.
    pub fn pop(&mut self, now: Timestamp) -> Option<(Timestamp, Errand)> {
        let Reverse((due, index)) = *self.due.peek()?;
        if due > now {
            return None;
        }
        self.due.pop();
        let errand = self.errands.get(index)?.clone();
        let next = errand.interval_millis() + due.0;
        let next = if next > now.0 { Timestamp(next) } else { errand.after(now) };
        self.due.push(Reverse((next, index)));
        Some((due, errand))
    }

    /// When something is due next.
    pub fn next(&self) -> Option<Timestamp> {
        self.due.peek().map(|Reverse((due, _))| *due)
    }

    pub fn len(&self) -> usize {
        self.errands.len()
    }

    pub fn is_empty(&self) -> bool {
        self.errands.is_empty()
    }
}

impl Errand {
    fn interval_millis(&self) -> i64 {
        i64::from(self.probe.pace.interval_seconds.max(1)) * 1000
    }

    /// Its first time after a moment.
    fn after(&self, moment: Timestamp) -> Timestamp {
        let interval = self.interval_millis();
        let mut hasher = DefaultHasher::new();
        (&self.probe.id, &self.location).hash(&mut hasher);
        let phase = i64::try_from(hasher.finish() % interval.unsigned_abs()).unwrap_or_default();
        Timestamp(moment.0 + 1 + (phase - moment.0 - 1).rem_euclid(interval))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::health::{DeclaredProbe, Endpoint, Pace, Placement};
    use domain::names::{RegionName, ServiceName, StageName};
    use std::collections::BTreeMap;

    fn probe(number: usize, interval_seconds: u32) -> Arc<Probe> {
        let placement = Placement {
            service: ServiceName::parse(&format!("service-{number}")).expect("a service"),
            stage: StageName::parse("prod").expect("a stage"),
            region: RegionName::parse("eu-west-3").expect("a region"),
        };
        let declared = DeclaredProbe {
            endpoint: Endpoint::Url("https://a".to_owned()),
            pace: Pace { interval_seconds, ..Pace::default() },
            ..DeclaredProbe::default()
        };
        Arc::new(declared.at(&placement, &BTreeMap::new()).expect("a probe"))
    }

    fn location(name: &str) -> LocationName {
        LocationName::parse(name).expect("a location")
    }

    #[test]
    fn everything_comes_once_in_each_interval_and_evenly() {
        let probes: Vec<_> = (0..3_000).map(|number| probe(number, 30)).collect();
        let mut schedule = Schedule::new(&probes, &[location("a")], Timestamp(1_000_000));
        let mut seconds = [0; 30];
        for tick in 1..=300 {
            let now = Timestamp(1_000_000 + tick * 100);
            while let Some((due, _)) = schedule.pop(now) {
                assert!(due <= now && now.since(due) < 100);
                seconds[usize::try_from((tick - 1) / 10).expect("a second")] += 1;
            }
        }
        assert_eq!(seconds.iter().sum::<i32>(), 3_000);
        assert!(seconds.iter().all(|count| (50..=150).contains(count)), "{seconds:?}");
    }

    #[test]
    fn a_place_in_the_interval_outlives_a_restart() {
        let probes = [probe(1, 10)];
        let first = Schedule::new(&probes, &[location("a")], Timestamp(0)).next().expect("a time");
        for now in [1, 9_999, 123_456] {
            let next = Schedule::new(&probes, &[location("a")], Timestamp(now)).next().expect("a time");
            assert_eq!(next.since(first) % 10_000, 0);
            assert!(next.0 > now && next.0 <= now + 10_000);
        }
    }

    #[test]
    fn what_was_missed_is_asked_once() {
        let probes = [probe(1, 10)];
        let mut schedule = Schedule::new(&probes, &[location("a"), location("b")], Timestamp(0));
        assert_eq!(schedule.len(), 2);
        let late = Timestamp(95_000);
        assert!(schedule.pop(late).is_some() && schedule.pop(late).is_some() && schedule.pop(late).is_none());
        assert!(schedule.next().expect("a time") > late);
    }
}
