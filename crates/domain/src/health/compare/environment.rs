//! What one environment is wherever it stands.

use super::{Cell, Declared, Held, Item, Placed, Row, Standing, Verdict, follows, moving, reference};
use crate::environment::Drift;
use crate::names::{EnvironmentName, StageName};
use crate::template::ValueSource;
use std::collections::BTreeSet;

/// The environment in one place.
struct Here<'a> {
    stage: &'a StageName,
    standing: &'a Standing,
}

/// Whether it is there, and everything that it is where it is there.
pub(super) fn rows(name: &EnvironmentName, places: &[&Placed]) -> Vec<Row> {
    let having: Vec<&Placed> =
        places.iter().filter(|place| place.environments.contains_key(name)).copied().collect();
    let cells = |item: &Item| {
        let cell = |place: &&Placed| match (here(place, name), here(reference(&having, place), name)) {
            (Some(place), Some(reference)) => cell(item, &place, &reference),
            _ => Cell::new(None, Verdict::Absent),
        };
        places.iter().map(cell).collect()
    };
    let presence = Row {
        cells: places.iter().map(|place| presence(name, place, reference(places, place))).collect(),
        item: Item::Environment { environment: name.clone() },
    };
    let inside = items(name, &having).into_iter().map(|item| Row { cells: cells(&item), item });
    std::iter::once(presence).chain(inside).collect()
}

fn here<'a>(place: &'a Placed, name: &EnvironmentName) -> Option<Here<'a>> {
    let standing = place.environments.get(name)?;
    Some(Here { stage: &place.stage, standing })
}

fn items(name: &EnvironmentName, having: &[&Placed]) -> Vec<Item> {
    let standing: Vec<&Standing> = having.iter().filter_map(|place| place.environments.get(name)).collect();
    let parameters: BTreeSet<&String> = standing.iter().flat_map(|one| one.parameters.keys()).collect();
    let resources: BTreeSet<&String> = standing.iter().flat_map(|one| one.resources.keys()).collect();
    let environment = || name.clone();
    let parameters =
        parameters.into_iter().map(|name| Item::Parameter { environment: environment(), name: name.clone() });
    let resources =
        resources.into_iter().map(|name| Item::Resource { environment: environment(), name: name.clone() });
    std::iter::once(Item::Template { environment: environment() })
        .chain(parameters)
        .chain(resources)
        .chain([Item::Drift { environment: environment() }])
        .collect()
}

fn presence(name: &EnvironmentName, place: &Placed, reference: &Placed) -> Cell {
    let (here, there) = (place.environments.get(name), reference.environments.contains_key(name));
    let coming = place.coming.contains(name) || reference.coming.contains(name);
    Cell::new(here.map(|one| one.template.to_string()), moving(here.is_some() == there, coming))
}

fn cell(item: &Item, place: &Here<'_>, reference: &Here<'_>) -> Cell {
    match item {
        Item::Parameter { name, .. } => {
            let value = place.standing.parameters.get(name).and_then(|held| held.value.clone());
            Cell::new(value, parameter(name, place, reference))
        }
        Item::Resource { name, .. } => {
            let value = place.standing.resources.get(name).cloned();
            Cell::new(value, resource(name, place, reference))
        }
        Item::Drift { .. } => drift(place.standing),
        _ => Cell::new(Some(version(place.standing)), template(place, reference)),
    }
}

fn version(standing: &Standing) -> String {
    format!("{} {}", standing.template, standing.digest.short())
}

fn changing(place: &Here<'_>, reference: &Here<'_>) -> bool {
    place.standing.changing || reference.standing.changing
}

fn template(place: &Here<'_>, reference: &Here<'_>) -> Verdict {
    let (here, there) = (place.standing, reference.standing);
    let same = here.template == there.template && here.digest == there.digest;
    moving(same, changing(place, reference))
}

fn parameter(name: &str, place: &Here<'_>, reference: &Here<'_>) -> Verdict {
    let (Some(here), Some(there)) =
        (place.standing.parameters.get(name), reference.standing.parameters.get(name))
    else {
        let nowhere = !place.standing.parameters.contains_key(name)
            && !reference.standing.parameters.contains_key(name);
        return if nowhere { Verdict::Identical } else { follows(template(place, reference)) };
    };
    match (&here.value, &there.value) {
        // A secret has no value to compare; next to itself it is the same.
        (None, _) | (_, None) if !std::ptr::eq(place.standing, reference.standing) => Verdict::Unknown,
        (here, there) if here == there => Verdict::Identical,
        _ => match meant(here, there, place.stage == reference.stage) {
            Some(why) => Verdict::Declared { why },
            None => moving(false, changing(place, reference)),
        },
    }
}

/// Who said that two values differ.
fn meant(here: &Held, there: &Held, one_stage: bool) -> Option<Declared> {
    let overridden = |held: &Held| held.source == Some(ValueSource::Override);
    let proposed = |held: &Held| held.proposed.is_some() && held.proposed == held.value;
    if here.fill.is_some() && there.fill.is_some() {
        return Some(Declared::Filled);
    }
    if overridden(here) || overridden(there) {
        return Some(Declared::Override);
    }
    (!one_stage && proposed(here) && proposed(there)).then_some(Declared::Preset)
}

/// Resources follow from the template and its parameters.
fn resource(name: &str, place: &Here<'_>, reference: &Here<'_>) -> Verdict {
    let names = place.standing.parameters.keys().chain(reference.standing.parameters.keys());
    let verdicts: Vec<Verdict> = names.map(|name| parameter(name, place, reference)).collect();
    let conditional = [place, reference].iter().any(|one| one.standing.conditional.contains(name));
    if place.standing.resources.get(name) == reference.standing.resources.get(name) {
        // Both templates have it; whether both stacks do depends on a condition.
        let agree = verdicts.iter().all(|verdict| matches!(verdict, Verdict::Identical | Verdict::Unknown));
        return if conditional && !agree { Verdict::Unknown } else { Verdict::Identical };
    }
    let of_template = template(place, reference);
    if of_template != Verdict::Identical {
        return follows(of_template);
    }
    let declared = verdicts.iter().any(|verdict| matches!(verdict, Verdict::Declared { .. }));
    match declared && !verdicts.contains(&Verdict::Unexplained) {
        true => Verdict::Declared { why: Declared::Follows },
        false => Verdict::Unexplained,
    }
}

/// Nobody wants drift anywhere, so it is held against none.
fn drift(standing: &Standing) -> Cell {
    let (value, verdict) = match standing.drift {
        Drift::InSync => (None, Verdict::Identical),
        Drift::Unknown | Drift::Checking => (None, Verdict::Unknown),
        Drift::Drifted => {
            let names: Vec<&str> = standing.drifted.keys().map(String::as_str).collect();
            (Some(names.join(", ")), Verdict::Unexplained)
        }
    };
    Cell::new(value, verdict)
}
