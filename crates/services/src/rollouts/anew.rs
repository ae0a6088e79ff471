//! Starting a rollout anew with other choices: the new one takes the place of the old one.

use super::step::Along;
use crate::Portal;
use crate::declared::strategy;
use domain::PortalError;
use domain::ids::RolloutId;
use domain::people::Actor;
use domain::permission::{Action, Deed, Reason, permit};
use domain::request::Request;
use domain::rollout::{By, Deferred, Rollout, RolloutEvent};
use domain::values::StoredValues;
use domain::view::{CarryInput, RolloutInput};
use std::collections::{BTreeMap, BTreeSet};

impl Portal {
    /// The choices that a rollout was started with. Secrets are left out: they have to be typed again.
    pub async fn rollout_choices(&self, actor: &Actor, id: &RolloutId) -> Result<RolloutInput, PortalError> {
        permit(actor, Action::View, None)?;
        let rollout = self.load_rollout(id).await?.value;
        let carry = match (&rollout.carried, &rollout.deferred) {
            (Some(carried), _) => Some(of_request(&self.load(&carried.request).await?.value)),
            (None, Some(deferred)) => Some(of_deferred(deferred)),
            (None, None) => None,
        };
        Ok(RolloutInput {
            exclude: self.left_out(&rollout).await?,
            service: rollout.service.to_string(),
            stage: rollout.stage.to_string(),
            release: rollout.release.id.to_string(),
            reason: rollout.reason.clone(),
            break_glass: false,
            instead: Some(id.to_string()),
            carry,
        })
    }

    /// Regions of the service's strategy that it does not go to.
    async fn left_out(&self, rollout: &Rollout) -> Result<Vec<String>, PortalError> {
        let declaration = self.declaration(&rollout.service).await?;
        let declared = strategy::strategy(&declaration, &rollout.stage, &self.rules, &BTreeSet::new());
        let regions = declared.into_iter().flat_map(|strategy| strategy.waves).flat_map(|wave| wave.regions);
        Ok(regions.filter(|region| rollout.lane(region).is_none()).map(String::from).collect())
    }

    /// Whether the person may end the one that is to be replaced, and whether that one can be.
    pub(super) async fn check_instead(&self, actor: &Actor, input: &RolloutInput) -> Result<(), PortalError> {
        let Some(old) = &input.instead else { return Ok(()) };
        let old = self.load_rollout(&RolloutId(old.clone())).await?.value;
        permit(actor, Action::Cancel, Some(&old.team))?;
        let (service, stage) = (input.service.trim(), input.stage.trim());
        if old.service.as_str() != service || old.stage.as_str() != stage {
            let message =
                "Nothing was started: another rollout can be replaced only in its own service and stage.";
            return Err(PortalError::invalid(message).at("instead", "is of another service or stage"));
        }
        match old.status() {
            status if status.over() => {
                let why = Reason::RolloutStatus { deed: Deed::Abort, status };
                Err(PortalError::conflict(format!("Nothing was started: {why}.")).for_reason(why))
            }
            _ => Ok(()),
        }
    }

    /// Ends it in favour of the one that has started.
    pub(super) async fn end_in_favour(
        &self,
        actor: &Actor,
        old: &RolloutId,
        new: &RolloutId,
    ) -> Result<(), PortalError> {
        let found = self.load_rollout(old).await?.value;
        if found.status().over() {
            return Ok(());
        }
        let permit = permit(actor, Action::Cancel, Some(&found.team))?;
        let why = Some(format!("Started anew as {new}"));
        let by = By { actor: actor.id.clone(), name: actor.name.clone(), why, at: self.now() };
        self.advance_rollout(&permit, old, &RolloutEvent::Aborted(by), Along::default()).await?;
        Ok(())
    }
}

fn of_request(request: &Request) -> CarryInput {
    let own = request.targets.iter().map(|target| (target.key.region.to_string(), plain(&target.overrides)));
    CarryInput {
        template: request.template.to_string(),
        version: Some(request.template_digest.0.clone()),
        environment: Some(request.environment.to_string()),
        parameters: plain(&request.shared),
        overrides: own.filter(|(_, values)| !values.is_empty()).collect(),
    }
}

fn of_deferred(deferred: &Deferred) -> CarryInput {
    let own = deferred.overrides.iter().map(|(region, values)| (region.to_string(), plain(values)));
    CarryInput {
        template: deferred.template.to_string(),
        version: Some(deferred.template_digest.0.clone()),
        environment: Some(deferred.environment.to_string()),
        parameters: plain(&deferred.shared),
        overrides: own.filter(|(_, values)| !values.is_empty()).collect(),
    }
}

fn plain(values: &StoredValues) -> BTreeMap<String, String> {
    values.iter().filter_map(|(name, value)| Some((name.clone(), value.shown()?.to_owned()))).collect()
}
