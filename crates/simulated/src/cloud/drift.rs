//! Changes behind CloudFormation's back, and how it finds them.

use super::SimulatedCloud;
use super::stack::SimStack;
use super::world::World;
use domain::drift::{DriftChange, DriftReport, PropertyDrift, ResourceDrift};
use serde_json::Value;
use services::ports::{CloudError, DriftState, Place};
use std::collections::BTreeMap;
use tokio::time::Instant;

/// Statuses in which AWS compares, by its user guide.
const COMPARABLE: [&str; 4] =
    ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED"];

/// What a stack has to do with drift.
#[derive(Debug, Default)]
pub(super) struct Drifting {
    /// By logical id, what was changed since the last update.
    pub behind_the_back: BTreeMap<String, ResourceDrift>,
    detections: BTreeMap<String, Detection>,
}

/// A comparison, which tells what was there when it began.
#[derive(Debug)]
struct Detection {
    ready_at: Instant,
    found: DriftReport,
}

impl Drifting {
    fn under_way(&self, now: Instant) -> bool {
        self.detections.values().any(|detection| detection.ready_at > now)
    }
}

impl SimulatedCloud {
    /// Somebody sets a property of a resource outside the portal, until the next update sets it right.
    pub fn drift(
        &self,
        place: &Place,
        stack: &str,
        logical_id: &str,
        (path, actual): (&str, &str),
    ) -> Result<(), CloudError> {
        self.behind_the_back(place, stack, logical_id, |stack, drift| {
            let expected = property(stack, logical_id, path);
            drift.change = DriftChange::Modified;
            let (path, actual) = (path.to_owned(), Some(actual.to_owned()));
            drift.properties.push(PropertyDrift { path, expected, actual });
        })
    }

    /// Somebody deletes a resource outside the portal.
    pub fn lose(&self, place: &Place, stack: &str, logical_id: &str) -> Result<(), CloudError> {
        self.behind_the_back(place, stack, logical_id, |_, drift| {
            drift.change = DriftChange::Deleted;
            drift.properties.clear();
        })
    }

    /// The cloud forgets all comparisons that were asked for.
    pub fn forget_detections(&self) {
        let mut world = self.world();
        let stacks = world.places.values_mut().flat_map(|account| &mut account.stacks);
        stacks.for_each(|stack| stack.drifting.detections.clear());
    }

    fn behind_the_back(
        &self,
        place: &Place,
        stack: &str,
        logical_id: &str,
        change: impl FnOnce(&SimStack, &mut ResourceDrift),
    ) -> Result<(), CloudError> {
        let mut world = self.world();
        let account = world.account(place, Instant::now());
        let at = account.get(stack)?;
        let stack = &mut account.stacks[at];
        let missing = || CloudError::NotFound(format!("the resource {logical_id}"));
        let kind = stack.resources.get(logical_id).ok_or_else(missing)?.kind.clone();
        let known = stack.drifting.behind_the_back.remove(logical_id);
        let mut drift = known.unwrap_or_else(|| ResourceDrift {
            logical_id: logical_id.to_owned(),
            kind,
            change: DriftChange::Modified,
            properties: Vec::new(),
        });
        change(stack, &mut drift);
        stack.drifting.behind_the_back.insert(logical_id.to_owned(), drift);
        Ok(())
    }
}

/// A property as it was applied, as text.
fn property(stack: &SimStack, logical_id: &str, path: &str) -> Option<String> {
    let mut resources = stack.contents.iter().flat_map(|contents| &contents.resources);
    let resource = resources.find(|resource| resource.logical_id == logical_id)?;
    let properties = Value::Object(resource.properties.clone().into_iter().collect());
    match properties.pointer(path)? {
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

impl World {
    pub fn start_drift_detection(
        &mut self,
        place: &Place,
        name: &str,
        now: Instant,
    ) -> Result<String, CloudError> {
        let account = self.account(place, now);
        let at = account.get(name)?;
        let stack = &account.stacks[at];
        if stack.gone() {
            return Err(CloudError::NotFound(format!("the stack {name}")));
        }
        let (id, status) = (&stack.id, stack.status);
        if !COMPARABLE.contains(&status) {
            return Err(CloudError::Refused(format!(
                "Stack [{id}] is in {status} state; drift detection is not available"
            )));
        }
        if stack.drifting.under_way(now) {
            let words = format!("Drift detection is already in progress for stack [{id}]");
            return Err(CloudError::Throttled(words));
        }
        let detection = self.new_id(place, "drift", name);
        let ready_at = now + self.timing.change_set;
        let drifting = &mut self.account(place, now).stacks[at].drifting;
        let drifted = drifting.behind_the_back.values().cloned().collect();
        let found = DriftReport { drifted, incomplete: None };
        drifting.detections.insert(detection.clone(), Detection { ready_at, found });
        Ok(detection)
    }

    pub fn drift_detection(
        &mut self,
        place: &Place,
        (stack, detection): (&str, &str),
        now: Instant,
    ) -> Result<DriftState, CloudError> {
        let account = self.account(place, now);
        let at = account.get(stack)?;
        match account.stacks[at].drifting.detections.get(detection) {
            None => Err(CloudError::NotFound(format!("the drift detection {detection}"))),
            Some(detection) if detection.ready_at > now => Ok(DriftState::Pending),
            Some(detection) => Ok(DriftState::Done(detection.found.clone())),
        }
    }
}
