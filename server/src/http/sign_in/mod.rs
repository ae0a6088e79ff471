//! Signing in and out.

mod provider;

use super::identity::{SESSION_COOKIE, session_cookie};
use super::problem::Refusal;
use super::state::AppState;
use super::{kept_form, origin};
use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::ids::ActorId;
use domain::{ErrorCode, PortalError};
use serde::Deserialize;
use services::{SignedIn, Then};

pub fn router(state: &AppState) -> Router<AppState> {
    // The page at the same address comes from the UI.
    Router::new()
        .route("/sign-in", post(choose))
        .route("/sign-in/{provider}", get(provider::begin))
        .route("/sign-in/{provider}/callback", get(provider::finish))
        .route("/sign-out", post(sign_out))
        .layer(from_fn_with_state(state.clone(), origin::check))
}

#[derive(Deserialize)]
struct SignIn {
    /// The person's id.
    person: String,
    /// Where to go on.
    next: Option<String>,
    /// A form that was kept when the session before ended.
    draft: Option<String>,
}

/// As somebody of the sandbox.
async fn choose(
    State(state): State<AppState>,
    form: Result<Form<SignIn>, FormRejection>,
) -> Result<Response, Refusal> {
    if !state.site.sandbox {
        let text = "Choosing who to be is possible in the sandbox only.";
        return Err(PortalError::new(ErrorCode::Forbidden, text).into());
    }
    let Form(form) = form.map_err(|_| PortalError::invalid("Choose who to be."))?;
    let signed_in = state.portal.sign_in(&ActorId(form.person)).await?;
    let then = Then { next: form.next, draft: form.draft };
    Ok(welcome(&state, &signed_in, then).await)
}

/// Gives the session's cookie and leads to where the person wanted to go, or to where their work is.
async fn welcome(state: &AppState, signed_in: &SignedIn, then: Then) -> Response {
    let next = then.next.filter(|next| is_local(next));
    let next = next.unwrap_or_else(|| app::sign_in::home(&signed_in.actor).to_owned());
    let next = match then.draft {
        Some(draft) => kept_form::hand_over(state, &signed_in.actor, &draft, next).await,
        None => next,
    };
    let seconds = signed_in.expires_at.since(state.portal.now()) / 1000;
    let cookie = cookie(state, &signed_in.cookie, seconds);
    ([(header::SET_COOKIE, cookie)], Redirect::to(&next)).into_response()
}

async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Refusal> {
    if let Some(cookie) = session_cookie(&headers) {
        state.portal.sign_out(&cookie).await?;
    }
    let gone = cookie(&state, "", 0);
    Ok((StatusCode::SEE_OTHER, [(header::SET_COOKIE, gone), (header::LOCATION, "/sign-in".to_owned())])
        .into_response())
}

/// The value is ours: letters and digits.
fn cookie(state: &AppState, value: &str, seconds: i64) -> String {
    baked(state, SESSION_COOKIE, value, "/", seconds)
}

fn baked(state: &AppState, name: &str, value: &str, path: &str, seconds: i64) -> String {
    let secure = if state.secure { "; Secure" } else { "" };
    format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// Whether an address leads to a page of ours. Browsers take `//host` and `/\host` for other sites.
fn is_local(next: &str) -> bool {
    let mut characters = next.chars();
    characters.next() == Some('/')
        && !matches!(characters.next(), Some('/' | '\\'))
        && !next.contains(char::is_control)
        && next.is_ascii()
        && !next.starts_with("/sign-")
        && !next.starts_with("/fn/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_ours_are_gone_on_to() {
        for good in ["/", "/environments?stage=prod", "/requests/new?template=web-service#form"] {
            assert!(is_local(good), "{good}");
        }
        let bad = [
            "",
            "environments",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nb",
            "/sign-out",
            "/fn/x",
        ];
        for next in bad {
            assert!(!is_local(next), "{next:?}");
        }
    }
}
