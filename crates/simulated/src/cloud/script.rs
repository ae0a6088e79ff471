//! What an operation lets happen, in order, as CloudFormation would tell it.

use super::contents::Contents;
use super::stack::Resource;
use domain::plan::{ChangeAction, Replacement, ResourceChange};
use std::collections::BTreeMap;

pub(super) type Script = Vec<Happening>;

#[derive(Debug)]
pub(super) enum Happening {
    Stack {
        status: &'static str,
        reason: Option<String>,
        then: Then,
    },
    /// `anew`: with this a new physical resource is there.
    Resource {
        logical_id: String,
        kind: String,
        status: &'static str,
        reason: Option<String>,
        anew: bool,
    },
}

/// What a stack's event changes beside its status.
#[derive(Debug)]
pub(super) enum Then {
    Nothing,
    Become(Box<Contents>),
    /// The resources are again what they were before.
    Restore(BTreeMap<String, Resource>),
    Gone,
}

/// A resource that cannot be made, changed or deleted, and why.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub logical_id: String,
    pub reason: String,
}

pub(super) fn create(contents: Contents, changes: &[ResourceChange], failure: Option<&Failure>) -> Script {
    let mut script = vec![stack("CREATE_IN_PROGRESS", Some("User Initiated"))];
    let failing = failing(changes, failure);
    let good = failing.map_or(changes, |at| &changes[..at]);
    good.iter().for_each(|change| make(change, &mut script));
    let (Some(at), Some(failure)) = (failing, failure) else {
        script.push(ending("CREATE_COMPLETE", None, Then::Become(Box::new(contents))));
        return script;
    };
    fail(&changes[at..], failure, &mut script);
    let reason = format!(
        "The following resource(s) failed to create: [{}]. Rollback requested by user.",
        failure.logical_id
    );
    script.push(stack("ROLLBACK_IN_PROGRESS", Some(&reason)));
    changes[..=at].iter().rev().for_each(|change| unmake(change, &mut script));
    script.push(ending("ROLLBACK_COMPLETE", None, Then::Restore(BTreeMap::new())));
    script
}

pub(super) fn update(
    contents: Contents,
    changes: &[ResourceChange],
    failure: Option<&Failure>,
    before: BTreeMap<String, Resource>,
) -> Script {
    let mut script = vec![stack("UPDATE_IN_PROGRESS", Some("User Initiated"))];
    let (removals, others): (Vec<_>, Vec<_>) =
        changes.iter().cloned().partition(|change| change.action == ChangeAction::Remove);
    let failing = failing(&others, failure);
    let good = failing.map_or(others.as_slice(), |at| &others[..at]);
    good.iter().for_each(|change| make(change, &mut script));
    if let (Some(at), Some(failure)) = (failing, failure) {
        fail(&others[at..], failure, &mut script);
        let reason = format!("The following resource(s) failed to update: [{}].", failure.logical_id);
        script.extend(roll_back(&others[..=at], &reason, before));
        return script;
    }
    script.push(stack("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", None));
    removals.iter().for_each(|change| unmake(change, &mut script));
    script.push(ending("UPDATE_COMPLETE", None, Then::Become(Box::new(contents))));
    script
}

/// Undoes the changes of an update, whether it failed or was cancelled.
pub(super) fn roll_back(
    touched: &[ResourceChange],
    reason: &str,
    before: BTreeMap<String, Resource>,
) -> Script {
    let mut script = vec![stack("UPDATE_ROLLBACK_IN_PROGRESS", Some(reason))];
    let (added, modified): (Vec<_>, Vec<_>) =
        touched.iter().partition(|change| change.action == ChangeAction::Add);
    for change in modified.into_iter().rev() {
        script.push(resource(change, "UPDATE_IN_PROGRESS", None));
        script.push(resource(change, "UPDATE_COMPLETE", None));
    }
    script.push(stack("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", None));
    added.into_iter().rev().for_each(|change| unmake(change, &mut script));
    script.push(ending("UPDATE_ROLLBACK_COMPLETE", None, Then::Restore(before)));
    script
}

pub(super) fn delete(resources: &BTreeMap<String, Resource>, failure: Option<&Failure>) -> Script {
    let mut script = vec![stack("DELETE_IN_PROGRESS", Some("User Initiated"))];
    let failing = failure.filter(|failure| resources.contains_key(&failure.logical_id));
    for (logical_id, made) in resources.iter().rev() {
        let told = |status, reason| Happening::Resource {
            logical_id: logical_id.clone(),
            kind: made.kind.clone(),
            status,
            reason,
            anew: false,
        };
        script.push(told("DELETE_IN_PROGRESS", None));
        match failing.filter(|failure| &failure.logical_id == logical_id) {
            Some(failure) => script.push(told("DELETE_FAILED", Some(failure.reason.clone()))),
            None => script.push(told("DELETE_COMPLETE", None)),
        }
    }
    let reason = failing
        .map(|failure| format!("The following resource(s) failed to delete: [{}]. ", failure.logical_id));
    script.push(match reason {
        Some(reason) => stack("DELETE_FAILED", Some(&reason)),
        None => ending("DELETE_COMPLETE", None, Then::Gone),
    });
    script
}

fn failing(changes: &[ResourceChange], failure: Option<&Failure>) -> Option<usize> {
    let failure = failure?;
    changes.iter().position(|change| change.logical_id == failure.logical_id)
}

/// The failing resource begins, and so does the one after it, which is then cancelled, as AWS works on several at once.
fn fail(changes: &[ResourceChange], failure: &Failure, script: &mut Script) {
    let Some((first, others)) = changes.split_first() else { return };
    let failed = |change: &ResourceChange| match change.action {
        ChangeAction::Modify => "UPDATE_FAILED",
        _ => "CREATE_FAILED",
    };
    script.push(begun(first));
    let beside = others.first().filter(|change| change.action == ChangeAction::Add);
    script.extend(beside.map(begun));
    script.push(resource(first, failed(first), Some(failure.reason.clone())));
    script.extend(beside.map(|c| resource(c, failed(c), Some("Resource creation cancelled".to_owned()))));
}

fn make(change: &ResourceChange, script: &mut Script) {
    let done = if change.action == ChangeAction::Modify { "UPDATE_COMPLETE" } else { "CREATE_COMPLETE" };
    let anew = change.action == ChangeAction::Add || change.replacement == Replacement::True;
    script.push(begun(change));
    script.push(Happening::Resource {
        logical_id: change.logical_id.clone(),
        kind: change.kind.clone(),
        status: done,
        reason: None,
        anew,
    });
}

fn begun(change: &ResourceChange) -> Happening {
    let replaced = "Requested update requires the creation of a new physical resource; hence creating one.";
    let reason = (change.replacement == Replacement::True).then(|| replaced.to_owned());
    match change.action {
        ChangeAction::Modify => resource(change, "UPDATE_IN_PROGRESS", reason),
        _ => resource(change, "CREATE_IN_PROGRESS", None),
    }
}

fn unmake(change: &ResourceChange, script: &mut Script) {
    script.push(resource(change, "DELETE_IN_PROGRESS", None));
    script.push(resource(change, "DELETE_COMPLETE", None));
}

fn resource(change: &ResourceChange, status: &'static str, reason: Option<String>) -> Happening {
    Happening::Resource {
        logical_id: change.logical_id.clone(),
        kind: change.kind.clone(),
        status,
        reason,
        anew: false,
    }
}

fn stack(status: &'static str, reason: Option<&str>) -> Happening {
    ending(status, reason, Then::Nothing)
}

fn ending(status: &'static str, reason: Option<&str>, then: Then) -> Happening {
    Happening::Stack { status, reason: reason.map(str::to_owned), then }
}
