//! What a service is by its rollouts and by its file, whether it has environments of the portal or not.

use super::{Cell, Declared, Item, Placed, Running, Stated, Verdict, follows, moving};
use crate::health::HealthState;
use std::collections::{BTreeMap, BTreeSet};

/// All that can differ.
pub(super) fn items(places: &[Placed]) -> Vec<Item> {
    let names = |of: fn(&Placed) -> &BTreeMap<String, Stated>| -> BTreeSet<String> {
        places.iter().flat_map(|place| of(place).keys().cloned()).collect()
    };
    let probes = names(|place| &place.probes).into_iter().map(|name| Item::Probe { name });
    let objectives = names(|place| &place.objectives).into_iter().map(|name| Item::Objective { name });
    let running = [Item::Release, Item::Commit, Item::Artifact, Item::Rollout, Item::State];
    running.into_iter().chain(probes).chain(objectives).collect()
}

/// What something is in one place, held against another.
pub(super) fn cell(item: &Item, place: &Placed, reference: &Placed) -> Cell {
    match item {
        Item::Release => {
            let value = place.running.as_ref().map(|running| running.version.to_string());
            Cell::new(value, release(place, reference))
        }
        Item::Commit => {
            let commit = |place: &Placed| place.running.as_ref().and_then(|running| running.commit.clone());
            let (here, there) = (commit(place), commit(reference));
            let unknown = here.is_none() && place.running.is_some();
            let verdict =
                if unknown { Verdict::Unknown } else { of_release(here == there, place, reference) };
            Cell::new(here, verdict)
        }
        Item::Artifact => {
            let digest = |place: &Placed| Some(place.running.as_ref()?.digest.to_string());
            let (here, there) = (digest(place), digest(reference));
            let verdict = of_release(here == there, place, reference);
            Cell::new(here, verdict)
        }
        Item::Rollout => rollout(place, reference),
        Item::State => state(place),
        Item::Probe { name } => stated(place.probes.get(name), reference.probes.get(name)),
        Item::Objective { name } => stated(place.objectives.get(name), reference.objectives.get(name)),
        // Those of environments have a reference of their own.
        Item::Environment { .. }
        | Item::Template { .. }
        | Item::Parameter { .. }
        | Item::Resource { .. }
        | Item::Drift { .. } => Cell::new(None, Verdict::Absent),
    }
}

fn release(place: &Placed, reference: &Placed) -> Verdict {
    let version = |place: &Placed| place.running.as_ref().map(|running| running.version.clone());
    match version(place) == version(reference) {
        true => Verdict::Identical,
        false => brought(place, reference),
    }
}

/// Why two places were brought something different.
fn brought(place: &Placed, reference: &Placed) -> Verdict {
    let left_out = |out: &Placed, of: &Option<Running>| {
        of.as_ref().is_some_and(|running| out.left_out_by.contains(&running.rollout))
    };
    if left_out(place, &reference.running) || left_out(reference, &place.running) {
        return Verdict::Declared { why: Declared::LeftOut };
    }
    match moving(false, place.rolling || reference.rolling) {
        Verdict::Unexplained if place.stage != reference.stage => Verdict::Declared { why: Declared::Stage },
        verdict => verdict,
    }
}

/// Commit and artifact belong to the release; the same release with another of them is nobody's intention.
fn of_release(same: bool, place: &Placed, reference: &Placed) -> Verdict {
    match same {
        true => Verdict::Identical,
        false => follows(release(place, reference)),
    }
}

/// One rollout reaches its regions one after the other, so that times differ does not matter.
fn rollout(place: &Placed, reference: &Placed) -> Cell {
    let id = |place: &Placed| place.running.as_ref().map(|running| running.rollout.clone());
    let verdict = match id(place) == id(reference) {
        true => Verdict::Identical,
        false => brought(place, reference),
    };
    Cell {
        value: id(place).map(|id| id.to_string()),
        at: place.running.as_ref().map(|running| running.at),
        verdict,
    }
}

/// Nobody wants it to be unwell anywhere, so it is held against none.
fn state(place: &Placed) -> Cell {
    let verdict = match place.state {
        Some(HealthState::Healthy) => Verdict::Identical,
        Some(HealthState::Degraded | HealthState::Unhealthy) => Verdict::Unexplained,
        Some(HealthState::NoData) | None => Verdict::Unknown,
    };
    Cell::new(place.state.map(|state| state.as_str().to_owned()), verdict)
}

/// One file says it for all places, so what it says differs only where the place is filled in.
fn stated(here: Option<&Stated>, there: Option<&Stated>) -> Cell {
    let verdict = match (here, there) {
        (None, None) => Verdict::Identical,
        (Some(here), Some(there)) if here.value == there.value => Verdict::Identical,
        (Some(_), Some(_)) => Verdict::Declared { why: Declared::Filled },
        (Some(only), None) | (None, Some(only)) => match only.scoped {
            true => Verdict::Declared { why: Declared::File },
            false => Verdict::Unexplained,
        },
    };
    Cell::new(here.map(|stated| stated.value.clone()), verdict)
}
