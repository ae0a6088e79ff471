//! The way back from a change, there where it did harm.

use super::remedies::form;
use crate::Portal;
use crate::environments::allowed;
use crate::ports::RequestFilter;
use domain::health::Placement;
use domain::health::culprit::{ChangeKind, ChangeRecord, Difference};
use domain::ids::{RequestId, RolloutId};
use domain::people::Actor;
use domain::permission::Reason;
use domain::request::{Request, RequestAction, Target, TargetState};
use domain::values::ResolvedValues;
use domain::view::Allowed;
use domain::{ErrorCode, PortalError};
use std::collections::BTreeSet;

/// How many requests of an environment are looked through for what it had before.
const MOST_REQUESTS: u32 = 50;

impl Portal {
    /// Leads a change's way back to where it is ill, with the values that were there before, and says whether the reader may
    /// take it.
    pub(super) async fn way_back(
        &self,
        actor: &Actor,
        change: &mut ChangeRecord,
        ill: &Placement,
    ) -> Result<Allowed, PortalError> {
        match change.kind {
            ChangeKind::Release if change.rollback.is_some() => {
                existing(self.release_back(actor, &RolloutId(change.id.clone()), ill).await)
            }
            ChangeKind::Parameter => self.values_back(actor, change, ill).await,
            _ => Ok(Allowed::yes()),
        }
    }

    /// A release may have a way back elsewhere and none where it is ill.
    async fn release_back(
        &self,
        actor: &Actor,
        id: &RolloutId,
        ill: &Placement,
    ) -> Result<Allowed, PortalError> {
        let rollout = self.rollout(actor, id).await?;
        let mut lanes = rollout.waves.into_iter().flat_map(|wave| wave.lanes);
        let ill = lanes.find(|lane| lane.lane.region == ill.region);
        Ok(ill.map_or(rollout.may.roll_back, |lane| lane.may_roll_back))
    }

    async fn values_back(
        &self,
        actor: &Actor,
        change: &mut ChangeRecord,
        ill: &Placement,
    ) -> Result<Allowed, PortalError> {
        let id = change.id.split('/').next().unwrap_or_default();
        let request = self.store.request(&RequestId(id.to_owned())).await?;
        let request = request.map(|found| found.value);
        let Some(target) = request.as_ref().and_then(|request| target_at(request, ill)) else {
            return Ok(Allowed::because(Reason::ValuesUnknown));
        };
        let environment = target.environment_id.as_str();
        let update = [("action", "update"), ("environment", environment)];
        change.rollback = Some(form(&update));
        let Some(before) = self.values_before(target).await? else {
            return Ok(Allowed::because(Reason::ValuesUnknown));
        };
        let differs = differences(&before, &target.values);
        let given = differs
            .iter()
            .filter_map(|differs| Some((format!("p.{}", differs.what), differs.before.clone()?)));
        let given: Vec<(String, String)> = given.collect();
        let fields = given.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        change.rollback = Some(form(&update.into_iter().chain(fields).collect::<Vec<_>>()));
        change.difference = Some(differs);
        if given.is_empty() {
            return Ok(Allowed::because(Reason::ValuesUnknown));
        }
        let environment = self.load_environment(&target.environment_id).await;
        existing(environment.map(|found| allowed(actor, &found.value, RequestAction::Update)))
    }

    /// What the environment had when the target began: what the last request before it has left.
    async fn values_before(&self, target: &Target) -> Result<Option<ResolvedValues>, PortalError> {
        let environment = Some(target.environment_id.clone());
        let filter = RequestFilter { environment, ..RequestFilter::default() };
        let found = self.store.requests(&filter, None, MOST_REQUESTS).await?.items;
        let of_environment =
            |it: &Target| it.environment_id == target.environment_id && it.began_at < target.began_at;
        let applied = |it: &Target| matches!(it.state, TargetState::Succeeded { .. });
        let targets = found.into_iter().flat_map(|found| found.value.targets);
        let last = targets.filter(|it| of_environment(it) && applied(it)).max_by_key(|it| it.began_at);
        Ok(last.map(|last| last.values))
    }
}

/// What is no more cannot be gone back to.
fn existing(found: Result<Allowed, PortalError>) -> Result<Allowed, PortalError> {
    match found {
        Err(error) if error.code == ErrorCode::NotFound => Ok(Allowed::because(Reason::ValuesUnknown)),
        found => found,
    }
}

/// The one in the ill region, else any of the stage: what it needs may have been changed elsewhere.
fn target_at<'a>(request: &'a Request, ill: &Placement) -> Option<&'a Target> {
    let begun = |target: &&Target| target.key.stage == ill.stage && target.began_at.is_some();
    let all = || request.targets.iter().filter(begun);
    all().find(|target| target.key.region == ill.region).or_else(|| all().next())
}

/// What differs, by name. What is secret has no shown ends.
fn differences(before: &ResolvedValues, after: &ResolvedValues) -> Vec<Difference> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let shown = |values: &ResolvedValues, name: &String| {
        values.get(name).and_then(|value| value.value.shown()).map(str::to_owned)
    };
    let value = |values: &ResolvedValues, name: &String| values.get(name).map(|it| it.value.clone());
    let differs = names.into_iter().filter(|name| value(before, name) != value(after, name));
    differs
        .map(|name| Difference { what: name.clone(), before: shown(before, name), after: shown(after, name) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::template::ValueSource;
    use domain::values::{Resolved, StoredValue};

    fn values(all: &[(&str, StoredValue)]) -> ResolvedValues {
        let resolved = |value: &StoredValue| Resolved { value: value.clone(), source: ValueSource::Shared };
        all.iter().map(|(name, value)| ((*name).to_owned(), resolved(value))).collect()
    }

    #[test]
    fn only_what_differs_is_told_and_secrets_stay_so() {
        let plain = |text: &str| StoredValue::Plain(text.to_owned());
        let sealed = |text: &str| StoredValue::Sealed(text.to_owned());
        let before = values(&[("Size", plain("small")), ("Name", plain("a")), ("Password", sealed("x"))]);
        let after = values(&[("Size", plain("large")), ("Name", plain("a")), ("Password", sealed("y"))]);
        let told: Vec<_> = differences(&before, &after)
            .into_iter()
            .map(|differs| (differs.what, differs.before, differs.after))
            .collect();
        assert_eq!(
            told,
            [
                ("Password".to_owned(), None, None),
                ("Size".to_owned(), Some("small".to_owned()), Some("large".to_owned())),
            ]
        );
    }
}
