//! What changes between two versions of a stack.

use super::contents::{Contents, ResourceSpec};
use domain::plan::{ChangeAction, Replacement, ResourceChange};

/// Properties that AWS cannot change in place on the resource types that templates here use.
const REPLACING: [&str; 16] = [
    "AvailabilityZone",
    "BucketName",
    "CacheSubnetGroupName",
    "CidrBlock",
    "ClusterName",
    "DBClusterIdentifier",
    "DBInstanceIdentifier",
    "GroupDescription",
    "KeySchema",
    "LogGroupName",
    "Name",
    "RoleName",
    "SubnetId",
    "TableName",
    "TopicName",
    "VpcId",
];

/// Whether a replacement depends on values that are known only while it is applied.
const PERHAPS_REPLACING: [&str; 2] = ["Engine", "NetworkConfiguration"];

/// The changes from nothing, or from an older version, in the order of the newer source; removals last.
///
/// # Errors
/// A resource that keeps its logical id must keep its type.
pub(super) fn changes(old: Option<&Contents>, new: &Contents) -> Result<Vec<ResourceChange>, String> {
    let empty = Contents::default();
    let old = old.unwrap_or(&empty);
    let find = |contents: &'_ Contents, id: &str| contents.resources.iter().position(|r| r.logical_id == id);
    let mut changes = Vec::new();
    for resource in &new.resources {
        match find(old, &resource.logical_id).map(|at| &old.resources[at]) {
            None => changes.push(change(resource, ChangeAction::Add, Vec::new())),
            Some(before) if before.kind != resource.kind => {
                let id = &resource.logical_id;
                return Err(format!("[{id}] Update of resource type is not permitted."));
            }
            Some(before) => changes.extend(modified(before, resource, old.tags != new.tags)),
        }
    }
    let gone = old.resources.iter().filter(|resource| find(new, &resource.logical_id).is_none());
    changes.extend(gone.map(|resource| change(resource, ChangeAction::Remove, Vec::new())));
    Ok(changes)
}

fn modified(before: &ResourceSpec, after: &ResourceSpec, tags: bool) -> Option<ResourceChange> {
    let names = before.properties.keys().chain(after.properties.keys());
    let mut changed: Vec<String> =
        names.filter(|name| before.properties.get(*name) != after.properties.get(*name)).cloned().collect();
    if tags {
        changed.push("Tags".to_owned());
    }
    changed.sort();
    changed.dedup();
    (!changed.is_empty()).then(|| change(after, ChangeAction::Modify, changed))
}

fn change(resource: &ResourceSpec, action: ChangeAction, properties: Vec<String>) -> ResourceChange {
    let any = |table: &[&str]| properties.iter().any(|name| table.contains(&name.as_str()));
    let replacement = match action {
        ChangeAction::Modify if any(&REPLACING) => Replacement::True,
        ChangeAction::Modify if any(&PERHAPS_REPLACING) => Replacement::Conditional,
        _ => Replacement::False,
    };
    ResourceChange {
        action,
        logical_id: resource.logical_id.clone(),
        kind: resource.kind.clone(),
        replacement,
        properties,
    }
}
