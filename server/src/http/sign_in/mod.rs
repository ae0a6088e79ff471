//! Signing in as somebody of the sandbox, and signing out.

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
use axum::routing::post;
use domain::ids::ActorId;
use domain::{ErrorCode, PortalError};
use serde::Deserialize;

pub fn router(state: &AppState) -> Router<AppState> {
    // The page at the same address comes from the UI.
    Router::new()
        .route("/sign-in", post(sign_in))
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

async fn sign_in(
    State(state): State<AppState>,
    form: Result<Form<SignIn>, FormRejection>,
) -> Result<Response, Refusal> {
    if !state.site.sandbox {
        let text = "Choosing who to be is possible in the sandbox only.";
        return Err(PortalError::new(ErrorCode::Forbidden, text).into());
    }
    let Form(form) = form.map_err(|_| PortalError::invalid("Choose who to be."))?;
    let signed_in = state.portal.sign_in(&ActorId(form.person)).await?;
    let next = form
        .next
        .filter(|next| is_local(next))
        .unwrap_or_else(|| app::sign_in::home(&signed_in.actor).to_owned());
    let next = match form.draft {
        Some(draft) => kept_form::hand_over(&state, &signed_in.actor, &draft, next).await,
        None => next,
    };
    let seconds = signed_in.expires_at.since(state.portal.now()) / 1000;
    let cookie = cookie(&state, &signed_in.cookie, seconds);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&next)).into_response())
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
    let secure = if state.secure { "; Secure" } else { "" };
    format!("{SESSION_COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
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
