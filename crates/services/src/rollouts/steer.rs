//! What people do to a rollout under way: hold it, let it go on, leave a region out, try again, end it, take it back.

use super::back::no_way_back;
use super::start::reason;
use super::step::Along;
use crate::Portal;
use domain::PortalError;
use domain::ids::RolloutId;
use domain::names::RegionName;
use domain::people::Actor;
use domain::permission::{Action, Permit, Reason, permit};
use domain::rollout::{By, Rollout, RolloutEvent};
use domain::view::{RolloutView, Steering};
use std::collections::BTreeSet;

impl Portal {
    /// Does it, and answers with the rollout as it is then. Rolling back answers with the rollout that leads back.
    pub async fn steer_rollout(
        &self,
        actor: &Actor,
        id: &RolloutId,
        steering: Steering,
        why: Option<String>,
    ) -> Result<RolloutView, PortalError> {
        let rollout = self.load_rollout(id).await?.value;
        let why = reason(why)?;
        if why.is_none() && needs_reason(&steering) {
            let why = Reason::NeedsReason;
            return Err(PortalError::invalid(
                "Nothing was done: a reason is needed, and everybody can read it.",
            )
            .at("reason", format!("{why}."))
            .for_reason(why));
        }
        let permit = permit(actor, action(&steering), Some(&rollout.team))?;
        if let Steering::RollBack { regions } = &steering {
            return self.steer_back(actor, &permit, &rollout, regions, why).await;
        }
        if matches!(steering, Steering::Retry { .. }) {
            self.refuse_if_carried_is_held(&rollout).await?;
        }
        let by = By { actor: actor.id.clone(), name: actor.name.clone(), why, at: self.now() };
        let event = self.event(steering, by)?;
        let next = self.advance_rollout(&permit, id, &event, Along::default()).await?;
        self.rollout_view(actor, &next.value, next.version).await
    }

    fn event(&self, steering: Steering, by: By) -> Result<RolloutEvent, PortalError> {
        Ok(match steering {
            Steering::Pause => RolloutEvent::Paused(by),
            Steering::Resume => RolloutEvent::Resumed(by),
            Steering::Skip { region } => RolloutEvent::Skipped { region: RegionName::parse(&region)?, by },
            Steering::Retry { regions } => {
                RolloutEvent::Retried { regions: self.regions("regions", &regions)? }
            }
            Steering::AskOverride => RolloutEvent::OverrideAsked(by),
            Steering::ConfirmOverride => RolloutEvent::FreezeOverridden(by),
            Steering::BreakGlass => RolloutEvent::GlassBroken(by),
            Steering::Review => RolloutEvent::Reviewed(by),
            Steering::Abort | Steering::RollBack { .. } => RolloutEvent::Aborted(by),
        })
    }

    /// Ends it if it is not over, then takes back what it brought.
    async fn steer_back(
        &self,
        actor: &Actor,
        permit: &Permit,
        rollout: &Rollout,
        regions: &[String],
        why: Option<String>,
    ) -> Result<RolloutView, PortalError> {
        let wanted = self.regions("regions", regions)?;
        let mut ways = self.ways_back(rollout).await?;
        ways.retain(|region, _| wanted.is_empty() || wanted.contains(region));
        no_way_back(&ways).map_or(Ok(()), |why| Err(stays(why)))?;
        let regions: BTreeSet<RegionName> = ways.into_keys().collect();
        if !rollout.status().over() {
            let by =
                By { actor: actor.id.clone(), name: actor.name.clone(), why: why.clone(), at: self.now() };
            self.advance_rollout(permit, &rollout.id, &RolloutEvent::Aborted(by), Along::default()).await?;
        }
        let back = self.roll_back(permit, rollout, &regions, why).await?;
        let first = back.first().ok_or_else(|| stays(Reason::NothingBefore))?;
        let found = self.load_rollout(first).await?;
        self.rollout_view(actor, &found.value, found.version).await
    }
}

fn stays(why: Reason) -> PortalError {
    PortalError::conflict(format!("Nothing was changed: {why}.")).for_reason(why)
}

/// What goes past a rule is explained.
fn needs_reason(steering: &Steering) -> bool {
    matches!(steering, Steering::AskOverride | Steering::BreakGlass | Steering::Review)
}

fn action(steering: &Steering) -> Action {
    match steering {
        Steering::Retry { .. } => Action::Retry,
        Steering::ConfirmOverride => Action::OverrideFreeze,
        Steering::BreakGlass => Action::BreakGlass,
        Steering::Review => Action::Review,
        _ => Action::Cancel,
    }
}
