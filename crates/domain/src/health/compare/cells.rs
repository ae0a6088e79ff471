use super::{Cell, Declared, Held, Item, Placed, Verdict};
use crate::environment::Drift;
use crate::template::ValueSource;

/// What something is in one place, held against another.
pub(super) fn cell(item: &Item, place: &Placed, reference: &Placed) -> Cell {
    match item {
        Item::Template => Cell { value: Some(version(place)), verdict: template(place, reference) },
        Item::Release => {
            let value = place.release.as_ref().map(ToString::to_string);
            let same = place.release == reference.release;
            Cell { value, verdict: moving(same, place.rolling || reference.rolling) }
        }
        Item::Parameter { name } => {
            let value = place.parameters.get(name).and_then(|held| held.value.clone());
            Cell { value, verdict: parameter(name, place, reference) }
        }
        Item::Resource { name } => {
            let value = place.resources.get(name).cloned();
            Cell { value, verdict: resource(name, place, reference) }
        }
        Item::Drift => drift(place),
    }
}

fn version(place: &Placed) -> String {
    format!("{} {}", place.template, place.digest.short())
}

fn template(place: &Placed, reference: &Placed) -> Verdict {
    let same = place.template == reference.template && place.digest == reference.digest;
    moving(same, place.changing || reference.changing)
}

/// What differs while it changes will be the same again.
fn moving(same: bool, under_way: bool) -> Verdict {
    match (same, under_way) {
        (true, _) => Verdict::Identical,
        (false, true) => Verdict::Declared { why: Declared::UnderWay },
        (false, false) => Verdict::Unexplained,
    }
}

fn parameter(name: &str, place: &Placed, reference: &Placed) -> Verdict {
    let (Some(here), Some(there)) = (place.parameters.get(name), reference.parameters.get(name)) else {
        let nowhere = !place.parameters.contains_key(name) && !reference.parameters.contains_key(name);
        return if nowhere { Verdict::Identical } else { follows(template(place, reference)) };
    };
    match (&here.value, &there.value) {
        // A secret has no value to compare; next to itself it is the same.
        (None, _) | (_, None) if !std::ptr::eq(place, reference) => Verdict::Unknown,
        (here, there) if here == there => Verdict::Identical,
        _ => match meant(here, there, place.stage == reference.stage) {
            Some(why) => Verdict::Declared { why },
            None => moving(false, place.changing || reference.changing),
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
fn resource(name: &str, place: &Placed, reference: &Placed) -> Verdict {
    if place.resources.get(name) == reference.resources.get(name) {
        return Verdict::Identical;
    }
    let of_template = template(place, reference);
    if of_template != Verdict::Identical {
        return follows(of_template);
    }
    let names = place.parameters.keys().chain(reference.parameters.keys());
    let verdicts: Vec<Verdict> = names.map(|name| parameter(name, place, reference)).collect();
    let declared = verdicts.iter().any(|verdict| matches!(verdict, Verdict::Declared { .. }));
    match declared && !verdicts.contains(&Verdict::Unexplained) {
        true => Verdict::Declared { why: Declared::Follows },
        false => Verdict::Unexplained,
    }
}

/// What follows from a difference is as well explained as that one.
fn follows(from: Verdict) -> Verdict {
    match from {
        Verdict::Declared { .. } => Verdict::Declared { why: Declared::Follows },
        _ => Verdict::Unexplained,
    }
}

/// Nobody wants drift anywhere, so it is held against none.
fn drift(place: &Placed) -> Cell {
    let (value, verdict) = match place.drift {
        Drift::InSync => (None, Verdict::Identical),
        Drift::Unknown | Drift::Checking => (None, Verdict::Unknown),
        Drift::Drifted => {
            let names: Vec<&str> = place.drifted.keys().map(String::as_str).collect();
            (Some(names.join(", ")), Verdict::Unexplained)
        }
    };
    Cell { value, verdict }
}
