//! Signing in and out.

use crate::ports::{Commit, Person, Session, Write};
use crate::sign_in::ending;
use crate::{Portal, secrets};
use domain::audit::AuditNote;
use domain::ids::ActorId;
use domain::people::Actor;
use domain::permission::{Action, Permit, permit};
use domain::{ErrorCode, PortalError, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A fresh sign-in. The cookie's value is shown to the browser and kept nowhere.
#[derive(Clone)]
pub struct SignedIn {
    pub cookie: String,
    pub actor: Actor,
    pub expires_at: Timestamp,
}

/// Sessions seen a moment ago, so that each request does not ask the database again.
#[derive(Default)]
pub(crate) struct KnownSessions(Mutex<HashMap<String, Known>>);

#[derive(Clone)]
struct Known {
    actor: Arc<Actor>,
    until: Timestamp,
}

/// How long a sign-out elsewhere may go unnoticed.
const KNOWN_MILLIS: i64 = 5_000;
/// More than that are not remembered; they are looked up.
const KNOWN_AT_MOST: usize = 10_000;

impl KnownSessions {
    fn get(&self, hash: &str, now: Timestamp) -> Option<Arc<Actor>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(hash).filter(|known| now < known.until).map(|known| known.actor.clone())
    }

    fn remember(&self, hash: String, actor: Arc<Actor>, now: Timestamp, expires_at: Timestamp) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN_AT_MOST {
            known.retain(|_, known| now < known.until);
        }
        if known.len() < KNOWN_AT_MOST {
            let until = now.plus_millis(KNOWN_MILLIS).min(expires_at);
            known.insert(hash, Known { actor, until });
        }
    }

    pub(crate) fn forget_all_of(&self, actor: &ActorId) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, known| known.actor.id != *actor);
    }

    fn forget(&self, hash: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(hash);
    }
}

impl Portal {
    /// Everybody who can sign in.
    pub async fn people(&self) -> Result<Vec<Actor>, PortalError> {
        Ok(self.store.people().await?.into_iter().map(|person| person.actor).collect())
    }

    /// Makes people known, or brings what is known of them up to date.
    pub async fn seed_people(&self, people: Vec<Actor>) -> Result<(), PortalError> {
        let mut commit = Commit::new(Permit::portal(), self.now());
        commit.writes = people.into_iter().map(|actor| Write::Person(Person { actor })).collect();
        self.store.commit(commit).await?;
        Ok(())
    }

    /// Starts a session for somebody whose identity the caller has made sure of.
    pub async fn sign_in(&self, id: &ActorId) -> Result<SignedIn, PortalError> {
        let unknown =
            || PortalError::new(ErrorCode::Unauthenticated, "Nobody of that name can sign in here.");
        let actor = self.store.person(id).await?.ok_or_else(unknown)?.actor;
        let now = self.now();
        let cookie = secrets::text(self.ids.random());
        let expires_at = now.plus_hours(self.settings.session_hours);
        let mut commit = Commit::new(permit(&actor, Action::ManageOwn, actor.home_team())?, now);
        commit.writes.push(Write::Session(Session {
            hash: secrets::hash(&cookie),
            actor: actor.id.clone(),
            created_at: now,
            expires_at,
        }));
        commit.audit.push(note("session.started", &actor));
        self.store.commit(commit).await?;
        Ok(SignedIn { cookie, actor, expires_at })
    }

    /// Ends a session. Fine when there is none.
    pub async fn sign_out(&self, cookie: &str) -> Result<(), PortalError> {
        let hash = secrets::hash(cookie);
        let Some(actor) = self.who_is(cookie).await? else {
            return Ok(());
        };
        self.sessions.forget(&hash);
        let mut commit = Commit::new(permit(&actor, Action::ManageOwn, actor.home_team())?, self.now());
        commit.writes.push(Write::DropSession { hash });
        commit.audit.push(note("session.ended", &actor));
        self.store.commit(commit).await?;
        Ok(())
    }

    /// Ends all of somebody's sessions, and forgets everything with which the portal could act as them elsewhere.
    pub async fn sign_out_everywhere(&self, actor: &Actor) -> Result<(), PortalError> {
        let mut commit = Commit::new(permit(actor, Action::ManageOwn, actor.home_team())?, self.now());
        commit.writes.extend(ending(&actor.id));
        commit.writes.extend(self.without_grant(&actor.id).await?);
        commit.audit.push(note("session.all_ended", actor));
        self.store.commit(commit).await?;
        self.sessions.forget_all_of(&actor.id);
        Ok(())
    }

    /// Whose session this is; `None` when it never was one, or has ended.
    pub async fn who_is(&self, cookie: &str) -> Result<Option<Actor>, PortalError> {
        let (hash, now) = (secrets::hash(cookie), self.now());
        if let Some(actor) = self.sessions.get(&hash, now) {
            return Ok(Some((*actor).clone()));
        }
        let session = self.store.session(&hash).await?.filter(|session| now < session.expires_at);
        let Some(session) = session else {
            return Ok(None);
        };
        let Some(person) = self.store.person(&session.actor).await? else {
            return Ok(None);
        };
        let Some(actor) = self.with_roles_of_now(person.actor).await? else {
            return Ok(None);
        };
        self.sessions.remember(hash, Arc::new(actor.clone()), now, session.expires_at);
        Ok(Some(actor))
    }
}

fn note(action: &str, actor: &Actor) -> AuditNote {
    AuditNote {
        action: action.to_owned(),
        subject: actor.id.to_string(),
        team: actor.home_team().cloned(),
        why: None,
        before: serde_json::Value::Null,
        after: serde_json::Value::Null,
    }
}
