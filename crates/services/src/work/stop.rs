//! Undoing an apply that is under way.

use super::{Errand, Outcome};
use crate::Portal;
use crate::ports::CloudError;
use domain::PortalError;
use domain::request::{RequestAction, TargetState};

/// Undoing is another operation than what it undoes, and its events carry its own token.
pub(super) fn stop_token(token: &str) -> String {
    format!("{token}-stop")
}

impl Portal {
    /// A creation is deleted, an update is rolled back; a deletion cannot be stopped and is seen through.
    pub(super) async fn stop(&self, errand: Errand<'_>) -> Result<Outcome, PortalError> {
        if !matches!(errand.target.state, TargetState::Cancelling { .. }) {
            return Ok(Outcome::Done);
        }
        let token = stop_token(&errand.token());
        let undone = match errand.request.action {
            RequestAction::Create => self.delete_unfinished(&errand, &token).await,
            RequestAction::Update => {
                self.cloud.cancel_update(&errand.place, &errand.target.stack_name, &token).await
            }
            RequestAction::Delete => Ok(()),
        };
        match undone {
            Ok(()) => self.watch_from_now_on(&errand).await,
            Err(error) => self.cloud_failed(&errand, error).await,
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
