//! Removing what a target had prepared, so that nothing dangles.

use super::{Errand, Outcome};
use crate::Portal;
use crate::ports::CloudError;
use domain::PortalError;
use domain::request::{RequestAction, RequestEvent, TargetState};

/// Pause while a stack that must go is going.
const GOING_MILLIS: i64 = 500;

impl Portal {
    pub(super) async fn discard(&self, errand: Errand<'_>) -> Result<Outcome, PortalError> {
        if errand.target.state != TargetState::Discarding {
            return Ok(Outcome::Done);
        }
        match self.clear(&errand).await {
            Ok(true) => {
                let (target, attempt) = (errand.target.key.clone(), errand.target.attempt);
                self.report(&errand, RequestEvent::Discarded { target, attempt }).await
            }
            Ok(false) => Ok(Outcome::Later(self.now().plus_millis(GOING_MILLIS))),
            Err(error) => self.cloud_failed(&errand, error).await,
        }
    }

    /// Whether everything is gone.
    async fn clear(&self, errand: &Errand<'_>) -> Result<bool, CloudError> {
        let (place, name) = (&errand.place, &errand.target.stack_name);
        let token = errand.token();
        if errand.action() == RequestAction::Delete {
            return Ok(true);
        }
        self.cloud.discard_change_set(place, name, &token).await?;
        if errand.action() == RequestAction::Update {
            return Ok(true);
        }
        // What an earlier attempt left of a creation goes as well.
        match self.cloud.stack(place, name).await? {
            None => Ok(true),
            Some(stack) if matches!(stack.status.as_str(), "REVIEW_IN_PROGRESS" | "ROLLBACK_COMPLETE") => {
                if stack.termination_protection {
                    self.cloud.set_termination_protection(place, &stack.id, false).await?;
                }
                self.cloud.delete_stack(place, &stack.id, &format!("{token}-discard")).await?;
                Ok(false)
            }
            // Being deleted: wait until it is gone.
            Some(stack) if stack.status == "DELETE_IN_PROGRESS" => Ok(false),
            // Not ours to remove: the name was taken by somebody else's stack.
            Some(_) => Ok(true),
        }
    }
}
