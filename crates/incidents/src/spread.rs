//! How trouble comes of a change: where it shows, and when.

use crate::company::Company;
use crate::noise::{HOUR, MINUTE};
use domain::Timestamp;
use domain::health::culprit::{ChangeKind, ChangeRecord, Complaint, Onset, Pace, Symptom};
use domain::names::{RegionName, ServiceName};
use rand::RngExt as _;
use rand::rngs::StdRng;

/// How long it takes until people notice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fuse {
    /// At once.
    Short,
    /// It piles up.
    Slow,
    /// It waits for the next peak or nightly run.
    Late,
}

impl Fuse {
    pub fn draw(dice: &mut StdRng) -> Self {
        match dice.random_range(0..100) {
            0..=69 => Fuse::Short,
            70..=84 => Fuse::Slow,
            _ => Fuse::Late,
        }
    }

    fn delay(self, dice: &mut StdRng) -> i64 {
        match self {
            Fuse::Short => dice.random_range(0..4 * MINUTE) + dice.random_range(0..8 * MINUTE),
            Fuse::Slow => dice.random_range(30 * MINUTE..5 * HOUR),
            Fuse::Late => dice.random_range(HOUR..8 * HOUR),
        }
    }
}

/// What people see of `service` when `culprit` breaks it; `None` when its trouble shows nowhere.
pub(crate) fn symptom(
    company: &Company,
    service: &ServiceName,
    culprit: &ChangeRecord,
    fuse: Fuse,
    dice: &mut StdRng,
) -> Option<Symptom> {
    let own = culprit.service.as_ref() == Some(service);
    let mut runs_in: Vec<RegionName> = company.regions_of(dice);
    // A service runs wherever its own changes went.
    for touch in culprit.regions.iter().filter(|_| own || culprit.service.is_none()) {
        if !runs_in.contains(&touch.region) {
            runs_in.push(touch.region.clone());
        }
    }
    let shared = fuse.delay(dice);
    let (mut ill, mut well) = (Vec::new(), Vec::new());
    for region in runs_in {
        match onset(culprit, &region, own, shared, dice) {
            Some(since) => ill.push(Onset { region, since }),
            None => well.push(region),
        }
    }
    let first = ill.iter().map(|onset| onset.since).min()?;
    let seen_at = first.plus_millis(dice.random_range(3..25) * MINUTE);
    // What comes later than somebody looks is not there yet.
    let (ill, later): (Vec<Onset>, Vec<Onset>) = ill.into_iter().partition(|onset| onset.since <= seen_at);
    well.extend(later.into_iter().map(|onset| onset.region));
    let pace = match fuse {
        Fuse::Slow if dice.random_bool(0.8) => Pace::Gradual,
        Fuse::Slow => Pace::Sudden,
        // Slow dashboards make even a sudden onset look gradual now and then.
        _ if dice.random_bool(0.07) => Pace::Gradual,
        _ => Pace::Sudden,
    };
    let what = complaint(culprit.kind, dice);
    let stage = crate::company::stage("prod");
    Some(Symptom { service: service.clone(), stage, ill, well, what, pace, seen_at })
}

fn onset(
    culprit: &ChangeRecord,
    region: &RegionName,
    own: bool,
    shared: i64,
    dice: &mut StdRng,
) -> Option<Timestamp> {
    let wobble = dice.random_range(0..3 * MINUTE);
    match culprit.arrival(region) {
        // Too little traffic to see it, or a region that does not use what broke.
        Some(at) => dice.random_bool(if own { 0.9 } else { 0.75 }).then(|| at.plus_millis(shared + wobble)),
        // Callers of another region's copy, and retries that spill over.
        None => dice.random_bool(if own { 0.04 } else { 0.12 }).then(|| {
            let first = culprit.regions.iter().map(|touch| touch.at).min().unwrap_or(culprit.at);
            first.plus_millis(shared + wobble + 2 * MINUTE)
        }),
    }
}

fn complaint(kind: ChangeKind, dice: &mut StdRng) -> Complaint {
    let usual = match kind {
        ChangeKind::Release | ChangeKind::Flag => Complaint::Errors,
        ChangeKind::Parameter | ChangeKind::Request => Complaint::Saturation,
        ChangeKind::AwsEvent => Complaint::Unreachable,
        ChangeKind::Action | ChangeKind::FreezeLifted => Complaint::Latency,
    };
    let others = [Complaint::Errors, Complaint::Latency, Complaint::Saturation, Complaint::Unreachable];
    match dice.random_bool(0.5) {
        true => usual,
        false => others[dice.random_range(0..others.len())],
    }
}
