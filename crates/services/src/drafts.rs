//! Half-filled forms, kept until they are submitted.

use crate::Portal;
use crate::ports::{Commit, Draft, Write};
use domain::ids::DraftId;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::view::DraftView;
use domain::{ErrorCode, PortalError};

/// Longest draft in bytes.
const LARGEST: usize = 512 * 1024;

impl Portal {
    /// Keeps a form as it is; the caller leaves `NoEcho` values out.
    pub async fn save_draft(
        &self,
        actor: &Actor,
        id: Option<&DraftId>,
        content: &str,
    ) -> Result<DraftView, PortalError> {
        if content.len() > LARGEST {
            return Err(PortalError::new(
                ErrorCode::TooLarge,
                "This form is too large to be kept as a draft.",
            ));
        }
        let id = match id {
            Some(id) => self.draft(actor, id).await?.id,
            None => DraftId::from_unique(&self.ids.unique()),
        };
        let now = self.now();
        let draft = Draft { id, actor: actor.id.clone(), content: content.to_owned(), saved_at: now };
        let shown = view(&draft);
        let mut commit = Commit::new(permit(actor, Action::ManageOwn, None)?, now);
        commit.writes.push(Write::Draft(draft));
        self.store.commit(commit).await?;
        Ok(shown)
    }

    /// One of the actor's own drafts.
    pub async fn draft(&self, actor: &Actor, id: &DraftId) -> Result<DraftView, PortalError> {
        let draft = self.store.draft(id).await?.filter(|draft| draft.actor == actor.id);
        draft.as_ref().map(view).ok_or_else(|| PortalError::not_found(format!("draft {id} of yours")))
    }

    /// The actor's own drafts, newest first.
    pub async fn drafts(&self, actor: &Actor) -> Result<Vec<DraftView>, PortalError> {
        Ok(self.store.drafts_of(&actor.id).await?.iter().map(view).collect())
    }

    pub async fn drop_draft(&self, actor: &Actor, id: &DraftId) -> Result<(), PortalError> {
        let id = self.draft(actor, id).await?.id;
        let mut commit = Commit::new(permit(actor, Action::ManageOwn, None)?, self.now());
        commit.writes.push(Write::DropDraft { id });
        self.store.commit(commit).await?;
        Ok(())
    }
}

fn view(draft: &Draft) -> DraftView {
    DraftView { id: draft.id.clone(), content: draft.content.clone(), saved_at: draft.saved_at }
}
