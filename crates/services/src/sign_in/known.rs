//! People as their provider describes them.

use crate::Portal;
use crate::ports::{Commit, Identified, Identity, IdentityProvider, Person, Write};
use domain::audit::AuditNote;
use domain::ids::ActorId;
use domain::people::Actor;
use domain::permission::Permit;
use domain::{ErrorCode, PortalError};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

impl Portal {
    /// Makes somebody known, or brings what is known up to date.
    ///
    /// # Errors
    /// When nothing that the person belongs to has a role here: then all rights are gone.
    pub(super) async fn acquainted(
        &self,
        provider: &dyn IdentityProvider,
        found: Identified,
    ) -> Result<Actor, PortalError> {
        let id = actor_id(provider.name(), &found.subject);
        let login = found.login.clone();
        let actor = self.keep_person(provider, id, found).await?;
        if actor.memberships.is_empty() {
            let message = format!(
                "{} knows you as {login}, but nothing that you belong to there has a role here. Ask your platform team.",
                provider.title()
            );
            return Err(PortalError::new(ErrorCode::Forbidden, message));
        }
        Ok(actor)
    }

    pub(super) async fn keep_person(
        &self,
        provider: &dyn IdentityProvider,
        id: ActorId,
        found: Identified,
    ) -> Result<Actor, PortalError> {
        let before = self.store.person(&id).await?.map(|person| person.actor);
        let actor = Actor { id, login: found.login, name: found.name, memberships: found.memberships };
        let nobody = actor.memberships.is_empty();
        // Of somebody without a role nothing is kept with which anybody could act as them.
        let grant = found.grant.filter(|_| !nobody);
        let grant = grant.map(|grant| self.vault.seal(&grant, self.ids.random())).transpose()?;
        if nobody && before.is_none() {
            return Ok(actor);
        }
        let now = self.now();
        let mut commit = Commit::new(Permit::portal(), now);
        let identity = Identity {
            actor: actor.id.clone(),
            provider: provider.name().to_owned(),
            subject: found.subject,
            grant,
            checked_at: now,
        };
        commit.writes.push(Write::Identity(identity));
        commit.writes.push(Write::Person(Person { actor: actor.clone() }));
        if nobody {
            commit.writes.extend(ending(&actor.id));
        }
        commit.audit.extend(note(before.as_ref(), &actor));
        self.store.commit(commit).await?;
        self.sessions.forget_all_of(&actor.id);
        Ok(actor)
    }

    /// Takes all rights and sessions of somebody whom the provider does not vouch for any more.
    pub(super) async fn stripped(&self, actor: &Actor, why: &str) -> Result<(), PortalError> {
        let bare = Actor { memberships: Vec::new(), ..actor.clone() };
        let mut commit = Commit::new(Permit::portal(), self.now());
        commit.writes.push(Write::Person(Person { actor: bare.clone() }));
        commit.writes.extend(ending(&actor.id));
        commit.writes.extend(self.without_grant(&actor.id).await?);
        let noted = note(Some(actor), &bare);
        commit.audit.extend(noted.map(|note| AuditNote { why: Some(why.to_owned()), ..note }));
        self.store.commit(commit).await?;
        self.sessions.forget_all_of(&actor.id);
        Ok(())
    }

    /// The provider's word on somebody without that with which it could be asked again in their name.
    pub(crate) async fn without_grant(&self, actor: &ActorId) -> Result<Option<Write>, PortalError> {
        let identity = self.store.identity(actor).await?.filter(|identity| identity.grant.is_some());
        Ok(identity.map(|identity| Write::Identity(Identity { grant: None, ..identity })))
    }
}

/// What ends with somebody's rights, or when they sign out everywhere.
pub(crate) fn ending(actor: &ActorId) -> [Write; 2] {
    [Write::EndSessions { actor: actor.clone() }, Write::DropGithubAccount { actor: actor.clone() }]
}

/// The same for the same person whenever they come.
fn actor_id(provider: &str, subject: &str) -> ActorId {
    let digest = Sha256::digest(format!("{provider}\n{subject}"));
    ActorId(format!("usr_{}", &hex::encode(digest)[..32]))
}

/// What the audit trail learns; `None` when nothing has changed.
fn note(before: Option<&Actor>, after: &Actor) -> Option<AuditNote> {
    let action = match before {
        None => "person.joined",
        Some(before) if before.memberships != after.memberships => "person.roles_changed",
        Some(_) => return None,
    };
    Some(AuditNote {
        action: action.to_owned(),
        subject: after.id.to_string(),
        team: after.home_team().or_else(|| before.and_then(Actor::home_team)).cloned(),
        why: None,
        before: before.map_or(Value::Null, told),
        after: told(after),
    })
}

fn told(actor: &Actor) -> Value {
    json!({ "label": actor.login, "memberships": actor.memberships })
}
