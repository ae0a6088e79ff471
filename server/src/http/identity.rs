//! Who calls: a session's cookie, or a personal access token.

use super::problem::Refusal;
use super::speaker::LocationToken;
use super::state::AppState;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use domain::people::Actor;
use domain::{ErrorCode, PortalError};
use services::ports::TokenScope;

/// The session's cookie.
pub const SESSION_COOKIE: &str = "slipway_session";

/// Somebody who proved who they are, and what the proof is good for.
#[derive(Clone, Debug)]
pub struct Caller {
    pub actor: Actor,
    scopes: Vec<TokenScope>,
}

impl Caller {
    /// Signed in with a browser: everything that the person may do.
    fn in_session(actor: Actor) -> Self {
        Caller { actor, scopes: TokenScope::OF_PEOPLE.to_vec() }
    }

    /// Whoever reads and writes can speak for every location, as far as their rights go.
    pub fn has(&self, scope: &TokenScope) -> bool {
        match scope {
            TokenScope::Measure(_) => self.has(&TokenScope::Read) && self.has(&TokenScope::Write),
            TokenScope::Read | TokenScope::Write | TokenScope::Approve => self.scopes.contains(scope),
        }
    }

    /// The actor, if the proof is good for this.
    pub fn may(&self, scope: &TokenScope) -> Result<&Actor, Refusal> {
        if self.has(scope) {
            return Ok(&self.actor);
        }
        let message = format!("This access token lacks the scope {scope}; make another one that has it.");
        Err(PortalError::new(ErrorCode::Forbidden, message).into())
    }
}

/// What came out of looking at a request's credentials; kept in its extensions.
#[derive(Clone, Debug)]
pub enum Identity {
    Nobody,
    Known(Caller),
    /// A probe location's own token: no door of people takes it.
    Location(LocationToken),
    /// Credentials came, but they are not, or no longer, good.
    Refused(Refusal),
}

impl Identity {
    pub fn actor(&self) -> Option<&Actor> {
        match self {
            Identity::Known(caller) => Some(&caller.actor),
            Identity::Nobody | Identity::Location(_) | Identity::Refused(_) => None,
        }
    }

    /// A person, whatever their scopes.
    pub fn caller(&self) -> Result<Caller, Refusal> {
        match self {
            Identity::Known(caller) => Ok(caller.clone()),
            Identity::Location(token) => Err(token.refusal()),
            Identity::Refused(refusal) => Err(refusal.clone()),
            Identity::Nobody => Err(PortalError::new(
                ErrorCode::Unauthenticated,
                "Say who you are: send Authorization: Bearer with an access token, or sign in.",
            )
            .into()),
        }
    }
}

/// Finds out who calls, for API calls: a token counts before a cookie.
pub async fn of_caller(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let identity = match bearer_token(request.headers()) {
        Some(Ok(token)) => by_token(&state, token).await,
        Some(Err(refusal)) => Identity::Refused(refusal),
        None => by_cookie(&state, request.headers()).await,
    };
    request.extensions_mut().insert(identity);
    next.run(request).await
}

/// Finds out who looks at a page: only a cookie counts. A database that does not answer is an error page, and a probe
/// location's token is told that pages are not for it.
pub async fn of_visitor(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    if let Some(Ok(token)) = bearer_token(request.headers())
        && let Identity::Location(own) = by_token(&state, token).await
    {
        return own.refusal().into_response();
    }
    let identity = by_cookie(&state, request.headers()).await;
    if let Identity::Refused(refusal) = identity {
        return refusal.into_response();
    }
    request.extensions_mut().insert(identity);
    next.run(request).await
}

async fn by_token(state: &AppState, token: &str) -> Identity {
    match state.portal.bearer(token).await {
        Ok(bearer) => match bearer.location().cloned() {
            Some(location) => Identity::Location(LocationToken { maker: bearer.actor, location }),
            None => Identity::Known(Caller { actor: bearer.actor, scopes: bearer.scopes }),
        },
        Err(error) => Identity::Refused(error.into()),
    }
}

async fn by_cookie(state: &AppState, headers: &HeaderMap) -> Identity {
    let Some(cookie) = session_cookie(headers) else {
        return Identity::Nobody;
    };
    match state.portal.who_is(&cookie).await {
        Ok(Some(actor)) => Identity::Known(Caller::in_session(actor)),
        Ok(None) => Identity::Nobody,
        Err(error) => Identity::Refused(error.into()),
    }
}

/// The session cookie's value.
pub fn session_cookie(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(SESSION_COOKIE).map(|cookie| cookie.value().to_owned())
}

/// `None` when the request carries no `Authorization` at all.
pub fn bearer_token(headers: &HeaderMap) -> Option<Result<&str, Refusal>> {
    let value = headers.get(header::AUTHORIZATION)?;
    let token = value.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    Some(token.filter(|token| !token.is_empty()).ok_or_else(|| {
        PortalError::new(ErrorCode::Unauthenticated, "Send the token as Authorization: Bearer <token>.")
            .into()
    }))
}

/// Who calls; `Nobody` where nobody was looked for.
pub fn of_parts(parts: &Parts) -> &Identity {
    parts.extensions.get::<Identity>().unwrap_or(&Identity::Nobody)
}

fn caller_of(parts: &Parts) -> Result<Caller, Refusal> {
    of_parts(parts).caller()
}

macro_rules! doors {
    ($($(#[$doc:meta])* $name:ident = $scope:expr;)*) => {$(
        $(#[$doc])*
        pub struct $name(pub Actor);

        impl<S: Sync> FromRequestParts<S> for $name {
            type Rejection = Refusal;
            async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
                caller_of(parts)?.may(&$scope).cloned().map($name)
            }
        }
    )*};
}

doors! {
    /// Somebody who may look.
    Reader = TokenScope::Read;
    /// Somebody who may change things.
    Writer = TokenScope::Write;
    /// Somebody who may decide on requests.
    Approver = TokenScope::Approve;
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        caller_of(parts)
    }
}
