//! Looking at rollouts.

use super::view::row;
use crate::Portal;
use crate::ports::RolloutFilter;
use domain::PortalError;
use domain::ids::RolloutId;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::release::Deployed;
use domain::rollout::{Rollout, RolloutStatus};
use domain::view::{Listing, RolloutRow, RolloutView};

/// Rollouts that an inbox looks through.
const INBOX: u32 = 200;

impl Portal {
    pub async fn rollout(&self, actor: &Actor, id: &RolloutId) -> Result<RolloutView, PortalError> {
        permit(actor, Action::View, None)?;
        let found = self.load_rollout(id).await?;
        self.rollout_view(actor, &found.value, found.version).await
    }

    /// Newest first.
    pub async fn rollouts(
        &self,
        actor: &Actor,
        filter: &RolloutFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<RolloutRow>, PortalError> {
        permit(actor, Action::View, None)?;
        let found = self.store.rollouts(filter, after, limit).await?;
        Ok(found.map(|rollout| row(&rollout.value, rollout.version)))
    }

    /// Rollouts that this person may decide on: what expires first comes first.
    pub async fn rollout_inbox(&self, actor: &Actor) -> Result<Vec<RolloutRow>, PortalError> {
        let statuses = vec![RolloutStatus::AwaitingApproval.as_str().to_owned()];
        let filter = RolloutFilter { statuses, ..RolloutFilter::default() };
        let waiting = self.store.rollouts(&filter, None, INBOX).await?.items;
        let deputed = self.deputed(actor).await?;
        let mine = waiting.iter().filter(|rollout| deputed.of_rollout(actor, &rollout.value).is_ok());
        let mut rows: Vec<RolloutRow> = mine.map(|rollout| row(&rollout.value, rollout.version)).collect();
        rows.sort_by_key(|row| row.decide_by);
        Ok(rows)
    }

    /// Rollouts that somebody let go ahead alone, and that this person may review; the oldest first.
    pub async fn review_inbox(&self, actor: &Actor) -> Result<Vec<RolloutRow>, PortalError> {
        let filter = RolloutFilter { review_due: true, ..RolloutFilter::default() };
        let due = self.store.rollouts(&filter, None, INBOX).await?.items;
        let mine = due.iter().filter(|rollout| reviewable(actor, &rollout.value));
        let mut rows: Vec<RolloutRow> = mine.map(|rollout| row(&rollout.value, rollout.version)).collect();
        rows.reverse();
        Ok(rows)
    }

    /// What runs where, of all services.
    pub async fn deployed(&self, actor: &Actor) -> Result<Vec<Deployed>, PortalError> {
        permit(actor, Action::View, None)?;
        Ok(self.store.deployed(None).await?)
    }
}

fn reviewable(actor: &Actor, rollout: &Rollout) -> bool {
    let alone = rollout.glass.as_ref().is_some_and(|glass| glass.by.actor == actor.id);
    !alone && permit(actor, Action::Review, Some(&rollout.team)).is_ok()
}
