//! One's own list.

use crate::Portal;
use crate::ports::{Commit, Messenger, Write};
use domain::PortalError;
use domain::ids::NotificationId;
use domain::notification::Notification;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::view::Listing;
use std::sync::Arc;

impl Portal {
    /// Sends notices by this; without it they stay in the portal.
    #[must_use]
    pub fn with_messenger(mut self, messenger: Arc<dyn Messenger>) -> Self {
        self.messenger = messenger;
        self
    }

    /// Whether the mail server answers; `None`: there is none.
    pub async fn check_mail(&self) -> Option<Result<(), String>> {
        self.messenger.ping().await
    }

    /// What this person was told, newest first.
    pub async fn notifications(
        &self,
        actor: &Actor,
        unread: bool,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Notification>, PortalError> {
        permit(actor, Action::ManageOwn, None)?;
        Ok(self.store.notifications(&actor.id, unread, after, limit).await?)
    }

    /// How much of it this person has not seen.
    pub async fn unread_notifications(&self, actor: &Actor) -> Result<u32, PortalError> {
        permit(actor, Action::ManageOwn, None)?;
        Ok(self.store.unread_notifications(&actor.id).await?)
    }

    /// Marks one as seen, or all. Somebody else's, and one that is not there, are passed over.
    pub async fn read_notifications(
        &self,
        actor: &Actor,
        only: Option<NotificationId>,
    ) -> Result<(), PortalError> {
        let now = self.now();
        let mut commit = Commit::new(permit(actor, Action::ManageOwn, None)?, now);
        commit.writes.push(Write::ReadNotifications { person: actor.id.clone(), only, at: now });
        self.store.commit(commit).await?;
        Ok(())
    }
}
