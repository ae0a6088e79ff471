//! Personal access tokens.

use crate::ports::{Commit, Token, TokenScope, Write};
use crate::{Portal, secrets};
use domain::audit::AuditNote;
use domain::ids::TokenId;
use domain::names::LocationName;
use domain::people::Actor;
use domain::permission::{Action, permit, permit_measuring};
use domain::view::{Allowed, MeasuringView, NewToken, TokenView};
use domain::{ErrorCode, PortalError};
use serde_json::json;
use std::fmt;

/// Who calls with a token, and what the token is good for.
#[derive(Clone, Debug)]
pub struct Bearer {
    pub actor: Actor,
    pub scopes: Vec<TokenScope>,
}

/// What a token's secret starts with, so that scanners find leaked ones.
const PREFIX: &str = "slipway_";
const LONGEST_LABEL: usize = 80;
const LONGEST_DAYS: u32 = 3650;

impl Bearer {
    /// The probe location whose own token this is.
    pub fn location(&self) -> Option<&LocationName> {
        self.scopes.iter().find_map(TokenScope::location)
    }
}

/// What comes before the location's name.
const MEASURE: &str = "measure:";

impl TokenScope {
    /// What people do; all that a session is good for.
    pub const OF_PEOPLE: [TokenScope; 3] = [TokenScope::Read, TokenScope::Write, TokenScope::Approve];

    /// The location that it is bound to.
    pub fn location(&self) -> Option<&LocationName> {
        match self {
            TokenScope::Measure(location) => Some(location),
            TokenScope::Read | TokenScope::Write | TokenScope::Approve => None,
        }
    }
}

impl fmt::Display for TokenScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TokenScope::Read => f.write_str("read"),
            TokenScope::Write => f.write_str("write"),
            TokenScope::Approve => f.write_str("approve"),
            TokenScope::Measure(location) => write!(f, "{MEASURE}{location}"),
        }
    }
}

impl From<TokenScope> for String {
    fn from(scope: TokenScope) -> Self {
        scope.to_string()
    }
}

impl TryFrom<String> for TokenScope {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "read" => Ok(TokenScope::Read),
            "write" => Ok(TokenScope::Write),
            "approve" => Ok(TokenScope::Approve),
            other => match other.strip_prefix(MEASURE).map(LocationName::parse) {
                Some(Ok(location)) => Ok(TokenScope::Measure(location)),
                Some(Err(error)) => Err(error.to_string()),
                None => Err("a scope is read, write, approve or measure:LOCATION".to_owned()),
            },
        }
    }
}

impl Portal {
    /// Whose token this is. `Unauthenticated` when it is unknown, expired or revoked.
    pub async fn bearer(&self, token: &str) -> Result<Bearer, PortalError> {
        let refused = || {
            PortalError::new(ErrorCode::Unauthenticated, "This access token is unknown, expired or revoked.")
        };
        let now = self.now();
        let found = self.store.token_by_hash(&secrets::hash(token)).await?.ok_or_else(refused)?;
        if found.revoked_at.is_some() || found.expires_at.is_some_and(|until| now >= until) {
            return Err(refused());
        }
        let person = self.store.person(&found.actor).await?.ok_or_else(refused)?;
        let actor = self.with_roles_of_now(person.actor).await?.ok_or_else(|| {
            let message = "Whoever vouched for this access token's owner does not any more; sign in again.";
            PortalError::new(ErrorCode::Unauthenticated, message)
        })?;
        Ok(Bearer { actor, scopes: found.scopes })
    }

    /// The actor's own tokens.
    pub async fn tokens(&self, actor: &Actor) -> Result<Vec<TokenView>, PortalError> {
        Ok(self.store.tokens_of(&actor.id).await?.iter().map(view).collect())
    }

    /// Makes a token; its secret is in the answer and nowhere else.
    pub async fn create_token(
        &self,
        actor: &Actor,
        label: &str,
        scopes: &[TokenScope],
        valid_days: Option<u32>,
    ) -> Result<NewToken, PortalError> {
        if label.trim().is_empty() || label.chars().count() > LONGEST_LABEL {
            let message = format!("A token needs a label of 1 to {LONGEST_LABEL} characters.");
            return Err(PortalError::invalid(message.clone()).at("label", message));
        }
        self.check_scopes(actor, scopes)?;
        if valid_days.is_some_and(|days| !(1..=LONGEST_DAYS).contains(&days)) {
            let message = format!("A token is valid for 1 to {LONGEST_DAYS} days, or until it is revoked.");
            return Err(PortalError::invalid(message.clone()).at("valid_days", message));
        }
        let secret = format!("{PREFIX}{}", secrets::text(self.ids.random()));
        let token = self.add_token(actor, label.trim(), scopes, valid_days, &secret).await?;
        Ok(NewToken { token, secret })
    }

    /// A location's machine stands anywhere: its token is good for nothing but speaking for it, and only those can make
    /// one who may measure themselves.
    fn check_scopes(&self, actor: &Actor, scopes: &[TokenScope]) -> Result<(), PortalError> {
        let unfit = |message: String| PortalError::invalid(message.clone()).at("scopes", message);
        let Some(location) = scopes.iter().find_map(TokenScope::location) else {
            return match scopes.is_empty() {
                false => Ok(()),
                true => Err(unfit("Choose at least one scope: read, write or approve.".to_owned())),
            };
        };
        permit_measuring(actor)?;
        if scopes.len() > 1 {
            let message = format!(
                "The scope {} stands alone; leave the others out.",
                TokenScope::Measure(location.clone())
            );
            return Err(unfit(message));
        }
        match self.settings.remote_locations.contains(location) {
            true => Ok(()),
            false => Err(unfit(format!(
                "The configuration names no probe location {location}; add it to probes.remote_locations."
            ))),
        }
    }

    /// For which locations the actor may make tokens.
    pub fn measuring(&self, actor: &Actor) -> MeasuringView {
        MeasuringView {
            may: Allowed::by_right(permit_measuring(actor)),
            locations: self.settings.remote_locations.clone(),
        }
    }

    /// Makes a token with a known secret, for the sandbox. One that was revoked is good again: the sandbox's texts
    /// promise that its fixed tokens work after every start.
    pub async fn seed_token(&self, actor: &Actor, label: &str, secret: &str) -> Result<(), PortalError> {
        match self.store.token_by_hash(&secrets::hash(secret)).await? {
            None => {
                self.add_token(actor, label, &TokenScope::OF_PEOPLE, None, secret).await?;
            }
            Some(token) if token.revoked_at.is_some() => {
                self.keep_token(actor, "token.restored", Token { revoked_at: None, ..token }).await?;
            }
            Some(_) => {}
        }
        Ok(())
    }

    async fn add_token(
        &self,
        actor: &Actor,
        label: &str,
        scopes: &[TokenScope],
        valid_days: Option<u32>,
        secret: &str,
    ) -> Result<TokenView, PortalError> {
        let now = self.now();
        let token = Token {
            id: TokenId::from_unique(&self.ids.unique()),
            actor: actor.id.clone(),
            label: label.to_owned(),
            hash: secrets::hash(secret),
            scopes: scopes.to_vec(),
            created_at: now,
            expires_at: valid_days.map(|days| now.plus_hours(days.saturating_mul(24))),
            revoked_at: None,
        };
        self.keep_token(actor, "token.created", token).await
    }

    async fn keep_token(&self, actor: &Actor, action: &str, token: Token) -> Result<TokenView, PortalError> {
        let shown = view(&token);
        let mut commit = Commit::new(permit(actor, Action::ManageOwn, actor.home_team())?, self.now());
        commit.audit.push(note(action, actor, &shown));
        commit.writes.push(Write::Token(token));
        self.store.commit(commit).await?;
        Ok(shown)
    }

    /// Ends one of the actor's own tokens.
    pub async fn revoke_token(&self, actor: &Actor, id: &TokenId) -> Result<(), PortalError> {
        let own = self.tokens(actor).await?;
        let token = own.iter().find(|token| &token.id == id);
        let token = token.ok_or_else(|| PortalError::not_found(format!("access token {id} of yours")))?;
        let now = self.now();
        let mut commit = Commit::new(permit(actor, Action::ManageOwn, actor.home_team())?, now);
        commit.writes.push(Write::RevokeToken { id: id.clone(), at: now });
        commit.audit.push(note("token.revoked", actor, token));
        self.store.commit(commit).await?;
        Ok(())
    }
}

fn view(token: &Token) -> TokenView {
    TokenView {
        id: token.id.clone(),
        label: token.label.clone(),
        scopes: token.scopes.iter().map(TokenScope::to_string).collect(),
        created_at: token.created_at,
        expires_at: token.expires_at,
        revoked_at: token.revoked_at,
    }
}

fn note(action: &str, actor: &Actor, token: &TokenView) -> AuditNote {
    AuditNote {
        action: action.to_owned(),
        subject: token.id.to_string(),
        team: actor.home_team().cloned(),
        why: None,
        before: serde_json::Value::Null,
        after: json!({ "label": token.label, "scopes": token.scopes, "expires_at": token.expires_at }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As rows of earlier versions have it, and as scripts write it.
    #[test]
    fn scopes_are_spelt_as_they_are_kept() {
        let office = LocationName::parse("office").expect("a location");
        let table = [
            (TokenScope::Read, "read"),
            (TokenScope::Write, "write"),
            (TokenScope::Approve, "approve"),
            (TokenScope::Measure(office), "measure:office"),
        ];
        for (scope, word) in table {
            assert_eq!(serde_json::to_value(&scope).expect("JSON"), json!(word));
            assert_eq!(serde_json::from_value::<TokenScope>(json!(word)).expect("a scope"), scope);
        }
        for word in ["", "Read", "measure", "measure:", "measure:No such name", "admin"] {
            assert!(serde_json::from_value::<TokenScope>(json!(word)).is_err(), "{word}");
        }
    }
}
