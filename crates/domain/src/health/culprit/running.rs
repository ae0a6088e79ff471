//! Which release ran where things went wrong.

use super::{ChangeKind, ChangeRecord, Symptom};
use crate::Timestamp;
use crate::names::{RegionName, ServiceName, StageName};
use std::collections::HashMap;

/// Something of which one release at a time runs.
type Place<'a> = (&'a ServiceName, &'a StageName, &'a RegionName);

/// The releases that ran in the unwell regions at each one's onset: of every service and stage the last to arrive.
pub(super) struct Running<'a>(HashMap<Place<'a>, Arrived<'a>>);

struct Arrived<'a> {
    at: Timestamp,
    release: &'a ChangeRecord,
}

impl<'a> Running<'a> {
    pub(super) fn at_onset(symptom: &Symptom, changes: &'a [ChangeRecord]) -> Self {
        let onsets: HashMap<_, _> = symptom.ill.iter().map(|onset| (&onset.region, onset.since)).collect();
        let mut running: HashMap<Place<'a>, Arrived<'a>> = HashMap::new();
        for (place, arrived) in changes.iter().flat_map(arrivals) {
            let (_, _, region) = place;
            let Some(onset) = onsets.get(region) else { continue };
            let there =
                arrived.at <= *onset && arrived.release.undone_at.is_none_or(|undone| undone > *onset);
            if there && running.get(&place).is_none_or(|known| known.at < arrived.at) {
                running.insert(place, arrived);
            }
        }
        Running(running)
    }

    /// The release that had taken a release's place in each of the unwell regions that it reached; `None` where it still ran
    /// in one of them, or never came there in time.
    pub(super) fn instead_of(&self, change: &'a ChangeRecord) -> Option<&'a ChangeRecord> {
        let mut instead = None;
        for (place, arrived) in arrivals(change) {
            let Some(known) = self.0.get(&place) else { continue };
            // Whoever goes back brings the same release again.
            if known.at <= arrived.at || known.release.title == change.title {
                return None;
            }
            instead = Some(known.release);
        }
        instead
    }
}

fn arrivals(change: &ChangeRecord) -> impl Iterator<Item = (Place<'_>, Arrived<'_>)> {
    let replaces = |change: &&ChangeRecord| change.kind == ChangeKind::Release && !change.changed_nothing();
    let release = Some(change).filter(replaces);
    let whose = release.and_then(|release| release.service.as_ref().zip(release.stage.as_ref()));
    let touches = whose.into_iter().flat_map(|whose| change.regions.iter().map(move |touch| (whose, touch)));
    touches.map(move |((service, stage), touch)| {
        ((service, stage, &touch.region), Arrived { at: touch.at, release: change })
    })
}
