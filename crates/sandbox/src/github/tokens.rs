use super::clock;
use super::model::{Actor, Grant, State};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use std::time::Duration;

/// An installation's token works for an hour.
const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// A GitHub App may sign for ten minutes ahead at most.
const FARTHEST: i64 = 600;
/// What clocks may differ by.
const DRIFT: i64 = 60;

/// Login of the account that the portal's own token belongs to.
pub const OWNER: &str = "slipway";

/// The token in an `Authorization` header.
pub fn sent(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    let known = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("token");
    known.then(|| token.trim())
}

/// Whom a token belongs to: the portal, one of the sandbox's people, or whoever it was given to.
pub fn owner(token: &str, own: &str, state: &State) -> Option<Actor> {
    if token == own {
        return Some(Actor::User(OWNER.to_owned()));
    }
    let people = crate::people().ok()?;
    if let Some(person) = people.iter().find(|person| person.token == token) {
        return Some(Actor::User(person.actor.login.clone()));
    }
    let grant = state.grants.get(token)?;
    let lives = grant.expires_at.is_none_or(|end| Timestamp::now() < end);
    lives.then(|| grant.actor.clone())
}

/// A new token for an installed App, and when it ends.
pub fn for_installation(state: &mut State, installation: u64) -> (String, Timestamp) {
    let expires_at = clock::now() + HOUR;
    let token = format!("ghs_{}", random());
    let grant =
        Grant { actor: Actor::App { installation }, scopes: String::new(), expires_at: Some(expires_at) };
    state.grants.retain(|_, grant| grant.expires_at.is_none_or(|end| clock::now() < end));
    state.grants.insert(token.clone(), grant);
    (token, expires_at)
}

/// What somebody who signed in gives.
pub struct Given {
    pub token: String,
    pub scopes: String,
    /// Of a token that ends: what renews it, once, and after how many seconds it ends.
    pub renewal: Option<(String, u64)>,
}

/// A new token for somebody who signed in: with scopes and without an end, as OAuth Apps are given it, or the other way round,
/// as GitHub Apps are.
pub fn for_person(state: &mut State, login: &str, scopes: &str, lives: Option<Duration>) -> Given {
    let actor = Actor::User(login.to_owned());
    let Some(lives) = lives else {
        let token = format!("gho_{}", random());
        // Listed as GitHub does.
        let scopes = scopes.split_whitespace().collect::<Vec<_>>().join(",");
        state.grants.insert(token.clone(), Grant { actor, scopes: scopes.clone(), expires_at: None });
        return Given { token, scopes, renewal: None };
    };
    let (token, refresh) = (format!("ghu_{}", random()), format!("ghr_{}", random()));
    let expires_at = Some(Timestamp::now() + lives);
    state.grants.insert(token.clone(), Grant { actor, scopes: String::new(), expires_at });
    state.renewals.insert(refresh.clone(), login.to_owned());
    Given { token, scopes: String::new(), renewal: Some((refresh, lives.as_secs())) }
}

/// What a classic token or one of an OAuth App may do, as answers say it; others have no scopes.
pub fn scopes(token: &str, state: &State) -> Option<String> {
    let people = crate::people().map(Vec::from).unwrap_or_default();
    if people.iter().any(|person| person.token == token) {
        return Some("read:org, repo".to_owned());
    }
    let grant = state.grants.get(token).filter(|_| token.starts_with("gho_"))?;
    Some(grant.scopes.replace(',', ", "))
}

/// Whether a token shows the sandbox's repositories, which are all private. Tokens with scopes need the one for it.
pub fn shows_repositories(token: &str, state: &State) -> bool {
    let of_oauth_app = token.starts_with("gho_");
    let scopes = state.grants.get(token).map(|grant| grant.scopes.as_str()).unwrap_or_default();
    !of_oauth_app || scopes.split(',').any(|scope| scope == "repo")
}

/// Thirty-six letters and digits that nobody guesses.
pub fn random() -> String {
    hex::encode(rand::random::<[u8; 18]>())
}

#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    iss: serde_json::Value,
    iat: Option<f64>,
    exp: Option<f64>,
}

/// Whether this is what a GitHub App signs to speak for itself. The signature is not looked at; otherwise GitHub's words.
pub fn app_claims(token: &str) -> Result<(), &'static str> {
    let undecodable = "A JSON web token could not be decoded";
    let [_, payload, _] = token.split('.').collect::<Vec<_>>()[..] else {
        return Err(undecodable);
    };
    let bytes = URL_SAFE_NO_PAD.decode(payload).map_err(|_| undecodable)?;
    let claims: Claims = serde_json::from_slice(&bytes).map_err(|_| undecodable)?;
    let now = clock::now().as_second() as f64;
    match (claims.iat, claims.exp) {
        _ if claims.iss.is_null() => Err("Missing 'issuer' claim ('iss') in assertion"),
        (_, None) => Err("Missing 'expiration' claim ('exp') in assertion"),
        (_, Some(exp)) if exp < now => Err(
            "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
        ),
        (_, Some(exp)) if exp > now + (FARTHEST + DRIFT) as f64 => {
            Err("'Expiration time' claim ('exp') is too far in the future")
        }
        (Some(iat), _) if iat > now + DRIFT as f64 => Err(
            "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
        ),
        _ => Ok(()),
    }
}
