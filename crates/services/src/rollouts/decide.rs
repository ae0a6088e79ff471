//! Answering: one decision for the whole way.

use super::step::Along;
use crate::Portal;
use crate::words::{LONGEST_COMMENT, optional};
use domain::PortalError;
use domain::approval::{Approval, Decision, Digest};
use domain::ids::RolloutId;
use domain::people::Actor;
use domain::permission::Reason;
use domain::rollout::RolloutEvent;
use domain::view::{RolloutDecision, RolloutView};

impl Portal {
    /// Records a person's answer. `Forbidden` for whoever may not, `StaleDigest` when something has changed since.
    pub async fn decide_rollout(
        &self,
        actor: &Actor,
        id: &RolloutId,
        input: RolloutDecision,
    ) -> Result<RolloutView, PortalError> {
        let rollout = self.load_rollout(id).await?.value;
        let voice = self.voice(actor, &rollout).await?;
        let comment = optional("comment", input.comment, LONGEST_COMMENT)?;
        if input.decision != Decision::Approve && comment.is_none() {
            let why = Reason::NeedsComment;
            return Err(PortalError::invalid("Nothing was recorded: a no needs a comment that says why.")
                .at("comment", format!("{why}."))
                .for_reason(why));
        }
        let exclude = self.regions("exclude", &input.exclude)?;
        let approval = Approval {
            by: actor.id.clone(),
            by_name: actor.name.clone(),
            decision: input.decision,
            digest: Digest(input.digest),
            comment,
            at: self.now(),
            void: None,
            roles: voice.roles,
            on_behalf: voice.on_behalf,
        };
        let event = RolloutEvent::Decided { approval, exclude };
        let next = self.advance_rollout(&voice.permit, id, &event, Along::default()).await?;
        self.rollout_view(actor, &next.value, next.version).await
    }
}
