//! Undoing an apply that is under way.

use super::{Errand, Outcome};
use crate::Portal;
use crate::ports::CloudError;
use domain::PortalError;
use domain::request::{RequestAction, RequestEvent, TargetState};

/// Undoing is another operation than what it undoes, and its events carry its own token.
pub(super) fn stop_token(token: &str) -> String {
    format!("{token}-stop")
}

/// How far undoing is.
enum Undone {
    /// The region's watch sees how it ends.
    UnderWay,
    NeverBegun,
}

impl Portal {
    /// A creation is deleted, an update is rolled back; a deletion cannot be stopped and is seen through.
    pub(super) async fn stop(&self, errand: Errand<'_>) -> Result<Outcome, PortalError> {
        if !matches!(errand.target.state, TargetState::Cancelling { .. }) {
            return Ok(Outcome::Done);
        }
        match self.undo(&errand).await {
            Ok(Undone::UnderWay) => self.watch_from_now_on(&errand).await,
            Ok(Undone::NeverBegun) => {
                let (target, attempt) = (errand.target.key.clone(), errand.target.attempt);
                self.report(&errand, RequestEvent::Discarded { target, attempt }).await
            }
            Err(error) => self.cloud_failed(&errand, error).await,
        }
    }

    async fn undo(&self, errand: &Errand<'_>) -> Result<Undone, CloudError> {
        let token = errand.token();
        if errand.action() == RequestAction::Create {
            self.delete_unfinished(errand, &stop_token(&token)).await?;
            return Ok(Undone::UnderWay);
        }
        // Jobs of one environment run one after the other: whoever was to begin it has done so, or never will.
        if !self.has_begun(errand, &token).await? {
            self.cloud.discard_change_set(&errand.place, &errand.target.stack_name, &token).await?;
            return Ok(Undone::NeverBegun);
        }
        if errand.action() == RequestAction::Update {
            self.cloud.cancel_update(&errand.place, &errand.target.stack_name, &stop_token(&token)).await?;
        }
        Ok(Undone::UnderWay)
    }

    /// Whether the stack's events know of the operation.
    async fn has_begun(&self, errand: &Errand<'_>, token: &str) -> Result<bool, CloudError> {
        let planned = errand.target.plan.as_ref().and_then(|plan| plan.stack_id.as_deref());
        let stack = planned.unwrap_or(&errand.target.stack_name);
        match self.cloud.events(&errand.place, stack, None).await {
            Ok(events) => Ok(events.iter().any(|event| event.token.as_deref() == Some(token))),
            Err(CloudError::NotFound(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn delete_unfinished(&self, errand: &Errand<'_>, token: &str) -> Result<(), CloudError> {
        let Some(stack) = self.cloud.stack(&errand.place, &errand.target.stack_name).await? else {
            return Ok(());
        };
        if stack.termination_protection {
            self.cloud.set_termination_protection(&errand.place, &stack.id, false).await?;
        }
        self.cloud.delete_stack(&errand.place, &stack.id, token).await
    }
}
