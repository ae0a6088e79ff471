//! Roles are the provider's to give and to take: what was read of them is believed for a while only.

use crate::Portal;
use crate::ports::{Identified, Identity, IdentityError, IdentityProvider};
use domain::ids::ActorId;
use domain::people::Actor;
use domain::{PortalError, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// After a provider did not answer, it is left alone for so long.
const PAUSE_MILLIS: i64 = 15_000;
/// While a provider does not answer, what was read is believed for so many times as long.
const GRACE: i64 = 4;

/// Whom somebody is asking about at this moment, or was in vain a moment ago, and until when nobody else need.
#[derive(Default)]
pub(crate) struct Asking(Mutex<HashMap<ActorId, Timestamp>>);

impl Asking {
    /// Whether it is this caller who has to ask.
    fn begin(&self, actor: &ActorId, now: Timestamp) -> bool {
        let mut asking = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asking.retain(|_, until| now < *until);
        let mine = !asking.contains_key(actor);
        asking.entry(actor.clone()).or_insert(now.plus_millis(PAUSE_MILLIS));
        mine
    }

    fn end(&self, actor: &ActorId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(actor);
    }
}

impl Portal {
    /// The person with the roles of now; `None` when the provider no longer vouches for them.
    pub(crate) async fn with_roles_of_now(&self, actor: Actor) -> Result<Option<Actor>, PortalError> {
        // Those of the sandbox have nobody who vouches for them.
        let Some(identity) = self.store.identity(&actor.id).await? else { return Ok(Some(actor)) };
        // Whoever has lost all roles has to come again.
        if actor.memberships.is_empty() {
            return Ok(None);
        }
        if self.now().since(identity.checked_at) < self.settings.roles_fresh_millis {
            return Ok(Some(actor));
        }
        // A provider that is not configured any more vouches for nobody.
        let Ok(provider) = self.provider(&identity.provider).cloned() else { return Ok(None) };
        if !self.asking.begin(&actor.id, self.now()) {
            return self.believed(provider.title(), actor, &identity);
        }
        match self.ask_about(provider.as_ref(), &actor, &identity).await {
            Err(IdentityError::Refused(words)) => {
                self.asking.end(&actor.id);
                self.disowned(&actor, &identity, &format!("{} refuses: {words}", provider.title())).await
            }
            // Neither is a no.
            Err(error @ (IdentityError::Unreachable(_) | IdentityError::Untrusted(_))) => {
                let login = &actor.login;
                tracing::warn!(login, provider = provider.name(), %error, "roles cannot be read again");
                self.believed(provider.title(), actor, &identity)
            }
            Ok(None) => {
                self.asking.end(&actor.id);
                Ok(None)
            }
            Ok(Some(found)) => {
                let id = actor.id.clone();
                let actor = self.keep_person(provider.as_ref(), id, found).await?;
                self.asking.end(&actor.id);
                Ok(Some(actor).filter(|actor| !actor.memberships.is_empty()))
            }
        }
    }

    /// `None`: the provider gave nothing to ask with, so the person has to come again.
    async fn ask_about(
        &self,
        provider: &dyn IdentityProvider,
        actor: &Actor,
        identity: &Identity,
    ) -> Result<Option<Identified>, IdentityError> {
        let Some(grant) = &identity.grant else { return Ok(None) };
        let unreadable = |error: PortalError| IdentityError::Untrusted(error.cause.unwrap_or(error.message));
        let grant = self.vault.open(grant).map_err(unreadable)?;
        let found = provider.ask_again(&grant).await?;
        match found.subject == identity.subject {
            true => Ok(Some(found)),
            false => {
                Err(IdentityError::Refused(format!("it now says that {} is somebody else", actor.login)))
            }
        }
    }

    /// What was read last still holds for a while, because a provider's outage should not be everybody's.
    fn believed(&self, title: &str, actor: Actor, identity: &Identity) -> Result<Option<Actor>, PortalError> {
        let age = self.now().since(identity.checked_at);
        if age < self.settings.roles_fresh_millis.saturating_mul(GRACE) {
            return Ok(Some(actor));
        }
        let message = format!(
            "{title} does not answer, so nobody knows whether you still may do this. Try again in a moment."
        );
        Err(PortalError::unavailable(message))
    }

    /// The grant is no longer good: revoked, or used up by another replica that has asked at the same moment.
    async fn disowned(
        &self,
        actor: &Actor,
        identity: &Identity,
        why: &str,
    ) -> Result<Option<Actor>, PortalError> {
        let newer = self.store.identity(&actor.id).await?.filter(|now| now.checked_at > identity.checked_at);
        if newer.is_none() {
            tracing::info!(login = actor.login, why, "somebody's rights have ended");
            self.stripped(actor, why).await?;
            return Ok(None);
        }
        let person = self.store.person(&actor.id).await?.map(|person| person.actor);
        Ok(person.filter(|actor| !actor.memberships.is_empty()))
    }
}
