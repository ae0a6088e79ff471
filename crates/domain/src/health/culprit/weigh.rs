//! What speaks for one change, and what against it.

use super::running::Running;
use super::time::{agreement_weight, delay_weight, shown_by_now};
use super::{ChangeKind, ChangeRecord, Complaint, Dependencies, Evidence, Finding, History, Onset, Symptom};
use crate::Timestamp;
use crate::names::{RegionName, ServiceName};
use std::collections::{HashMap, HashSet};

/// So many regions beside the first say something about the time.
const REGIONS_THAT_TELL: usize = 3;
/// How likely a region of an incident is unwell, whatever the cause.
const ILL: f64 = 0.4;
/// So often what a change breaks is broken only where something is peculiar: settings, data or traffic of a region.
const LOCAL: f64 = 0.15;
/// How likely a region is then one of these.
const LOCAL_HIT: f64 = 0.35;
/// So much later than the trouble, by the same clock, it was not the cause.
const LATER_MINUTES: f64 = 1.0;
/// What speaks against something that was not the cause.
const AGAINST: f64 = -4.0;
/// So many changes without a word about them count as much as the usual share of guilty ones.
const DOUBT: f64 = 12.0;

/// Everything that is the same for all suspects.
pub(super) struct Scales<'a> {
    symptom: &'a Symptom,
    history: &'a History,
    needed: HashMap<ServiceName, Vec<ServiceName>>,
    needing: HashSet<ServiceName>,
    running: Running<'a>,
}

/// How long after its arrival in a region things went wrong there.
struct Delay<'a> {
    region: &'a RegionName,
    since: Timestamp,
    millis: i64,
}

/// How a suspect hangs together with the service.
enum Tie {
    Own,
    Near { hops: usize },
    Everything,
    Far,
}

impl<'a> Scales<'a> {
    pub(super) fn new(
        symptom: &'a Symptom,
        changes: &'a [ChangeRecord],
        dependencies: &Dependencies,
        history: &'a History,
    ) -> Self {
        let needed = dependencies.ways_from(&symptom.service);
        let needing = dependencies.needing(&symptom.service).collect();
        let running = Running::at_onset(symptom, changes);
        Scales { symptom, history, needed, needing, running }
    }

    pub(super) fn weigh(&self, change: &'a ChangeRecord) -> Vec<Evidence> {
        let (tie, connection) = self.connection(change);
        let mut evidence = vec![self.time(change), connection];
        evidence.extend(self.regions(change, &tie));
        evidence.extend(self.undone(change).or_else(|| self.replaced(change)));
        evidence.extend(self.stage(change));
        evidence.extend(self.track(change));
        evidence.extend(self.fits(change));
        if change.changed_nothing() {
            evidence.push(Evidence { finding: Finding::NoDifference, weight: -2.0 });
        }
        evidence.push(Evidence { finding: Finding::Usual { kind: change.kind }, weight: usual(change.kind) });
        evidence
    }

    /// Each region that it touched says when it arrived and when things went wrong; where it touched none of the unwell
    /// ones, its beginning is all there is.
    fn time(&self, change: &ChangeRecord) -> Evidence {
        let pace = self.symptom.pace;
        let delays = self.delays(change);
        let Some(first) = delays.iter().min_by_key(|delay| delay.since) else {
            let millis = self.symptom.since().map_or(0, |since| since.since(change.at));
            return self.in_time(change, None, millis, delay_weight(minutes(millis), pace));
        };
        let others = delays.iter().filter(|delay| delay.region != first.region).take(REGIONS_THAT_TELL);
        let agreement = others.map(|delay| {
            let apart = minutes(delay.millis - first.millis);
            agreement_weight(apart, minutes(delay.since.since(first.since)))
        });
        let weight = delay_weight(minutes(first.millis), pace) + agreement.sum::<f64>();
        self.in_time(change, Some(first.region.clone()), first.millis, weight)
    }

    fn delays(&self, change: &ChangeRecord) -> Vec<Delay<'a>> {
        let delay = |onset: &'a Onset| {
            let millis = onset.since.since(change.arrival(&onset.region)?);
            Some(Delay { region: &onset.region, since: onset.since, millis })
        };
        self.symptom.ill.iter().filter_map(delay).collect()
    }

    fn in_time(
        &self,
        change: &ChangeRecord,
        region: Option<RegionName>,
        millis: i64,
        weight: f64,
    ) -> Evidence {
        if millis >= 0 {
            return Evidence { finding: Finding::Before { region, millis }, weight };
        }
        // When something is wrong people switch, restart and tune: what came after is more often an answer to it.
        let by_hand = matches!(change.kind, ChangeKind::Action | ChangeKind::Flag | ChangeKind::Parameter);
        let reaction = if by_hand { -1.5 } else { -0.5 };
        let weight = match change.own_clock && minutes(-millis) > LATER_MINUTES {
            true => AGAINST,
            false => weight + reaction,
        };
        Evidence { finding: Finding::After { region, millis: -millis }, weight }
    }

    fn connection(&self, change: &ChangeRecord) -> (Tie, Evidence) {
        let found = |tie, finding, weight| (tie, Evidence { finding, weight });
        let Some(service) = &change.service else {
            return found(Tie::Everything, Finding::Everything, -0.6);
        };
        match self.needed.get(service) {
            Some(way) if way.len() == 1 => found(Tie::Own, Finding::Own, 0.0),
            Some(way) => {
                let hops = way.len() - 1;
                found(Tie::Near { hops }, Finding::Needed { way: way.clone() }, -1.6 * hops as f64)
            }
            None if self.needing.contains(service) => {
                found(Tie::Far, Finding::Needing { service: service.clone() }, -5.0)
            }
            None => found(Tie::Far, Finding::Unrelated { service: service.clone() }, -7.0),
        }
    }

    fn regions(&self, change: &ChangeRecord, tie: &Tie) -> Option<Evidence> {
        let (hit, astray) = match tie {
            Tie::Own => (0.87, 0.04),
            Tie::Near { hops } => (0.8 - 0.05 * *hops as f64, 0.15),
            Tie::Everything => (0.75, 0.015),
            Tie::Far => (0.6, 0.2),
        };
        let (both, untouched): (Vec<_>, Vec<_>) =
            self.symptom.ill.iter().map(|onset| onset.region.clone()).partition(|it| change.reached(it));
        let well: Vec<_> = self.symptom.well.iter().filter(|it| change.reached(it)).cloned().collect();
        if both.is_empty() && untouched.is_empty() {
            return None;
        }
        let delay = self.delays(change).iter().map(|delay| delay.millis).min().unwrap_or(0);
        let spread = |hit| self.spread(change, minutes(delay), [hit, astray]);
        let weight = f64::ln((1.0 - LOCAL) * spread(hit) + LOCAL * spread(LOCAL_HIT));
        let finding = match untouched.is_empty() && well.is_empty() {
            true => Finding::SameRegions { regions: both },
            false => Finding::OtherRegions { both, well, untouched },
        };
        Some(Evidence { finding, weight })
    }

    /// How much likelier just these regions are unwell when the change breaks a region that it comes to with the chance `hit`,
    /// and another one with the chance `astray`.
    /// In the first one it showed after `delay` minutes.
    fn spread(&self, change: &ChangeRecord, delay: f64, [hit, astray]: [f64; 2]) -> f64 {
        let chance = |region: &RegionName| if change.reached(region) { hit } else { astray };
        let ill = self.symptom.ill.iter().map(|onset| chance(&onset.region) / ILL);
        let well = self.symptom.well.iter().map(|region| {
            // It may still come.
            let shown = change
                .arrival(region)
                .map_or(1.0, |at| shown_by_now(minutes(self.symptom.seen_at.since(at)), delay));
            (1.0 - chance(region) * shown) / (1.0 - ILL)
        });
        ill.chain(well).product()
    }

    fn undone(&self, change: &ChangeRecord) -> Option<Evidence> {
        let (at, since) = (change.undone_at?, self.symptom.since()?);
        let before = minutes(since.since(at));
        (before > 5.0).then_some(Evidence { finding: Finding::UndoneBefore { at }, weight: -2.5 })
    }

    /// What a release breaks usually ends with it, but for what it has left behind: data, messages, full disks.
    fn replaced(&self, change: &'a ChangeRecord) -> Option<Evidence> {
        let by = self.running.instead_of(change)?.title.clone();
        Some(Evidence { finding: Finding::Replaced { by }, weight: -1.2 })
    }

    fn stage(&self, change: &ChangeRecord) -> Option<Evidence> {
        let stage = change.stage.clone().filter(|stage| *stage != self.symptom.stage)?;
        Some(Evidence { finding: Finding::OtherStage { stage }, weight: -5.0 })
    }

    fn track(&self, change: &ChangeRecord) -> Option<Evidence> {
        let track = self.history.track(change.service.as_ref()?, change.kind);
        if track.changes == 0 {
            return None;
        }
        let expected = usual(change.kind).exp();
        let share = (f64::from(track.blamed) + expected * DOUBT) / (f64::from(track.changes) + DOUBT);
        let weight = (share / expected).ln().clamp(-1.0, 1.5);
        Some(Evidence { finding: Finding::Track { changes: track.changes, blamed: track.blamed }, weight })
    }

    fn fits(&self, change: &ChangeRecord) -> Option<Evidence> {
        let complaint = self.symptom.what;
        let weight = match (change.kind, complaint) {
            (ChangeKind::Parameter | ChangeKind::Request, Complaint::Saturation) => 0.6,
            (ChangeKind::AwsEvent, Complaint::Unreachable) => 0.6,
            (ChangeKind::Release | ChangeKind::Flag, Complaint::Errors) => 0.5,
            _ => return None,
        };
        Some(Evidence { finding: Finding::Fits { complaint }, weight })
    }
}

/// The logarithm of how often a change of this kind breaks something.
fn usual(kind: ChangeKind) -> f64 {
    match kind {
        ChangeKind::Release => -3.4,
        ChangeKind::Parameter | ChangeKind::Flag => -3.7,
        ChangeKind::AwsEvent => -2.6,
        ChangeKind::Request => -4.0,
        ChangeKind::Action => -4.3,
        // It lets changes in, which are suspects by themselves.
        ChangeKind::FreezeLifted => -6.5,
    }
}

fn minutes(millis: i64) -> f64 {
    millis as f64 / 60_000.0
}
