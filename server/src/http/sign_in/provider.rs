//! To whoever vouches for people, and back.

use super::{baked, is_local, welcome};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use domain::PortalError;
use serde::Deserialize;
use services::{Return, Then};

/// What the browser brings back; nobody can read it, or make one.
const TICKET: &str = "slipway_sign_in";
const TICKET_PATH: &str = "/sign-in/";
/// A longer address is not gone on to: cookies have their limits.
const LONGEST_NEXT: usize = 1_000;

#[derive(Deserialize)]
pub struct Wanted {
    /// Where to go on.
    next: Option<String>,
    /// A form that was kept when the session before ended.
    draft: Option<String>,
}

/// Sends the browser to the provider.
pub async fn begin(
    State(state): State<AppState>,
    Path(provider): Path<String>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Refusal> {
    let Query(wanted) = wanted.map_err(|_| PortalError::invalid("This address is not complete."))?;
    let short = |text: &String| text.len() <= LONGEST_NEXT;
    let then = Then {
        next: wanted.next.filter(|next| is_local(next)).filter(short),
        draft: wanted.draft.filter(short),
    };
    let begun = state.portal.begin_sign_in(&provider, &callback(&state, &provider), then).await?;
    let ticket = baked(&state, TICKET, &begun.ticket, TICKET_PATH, begun.seconds);
    Ok(([(header::SET_COOKIE, ticket)], Redirect::to(&begun.address)).into_response())
}

/// How the provider sends somebody back.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// Signs in whoever comes back.
pub async fn finish(
    State(state): State<AppState>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    back: Result<Query<Back>, QueryRejection>,
) -> Result<Response, Refusal> {
    let Query(back) = back.map_err(|_| PortalError::invalid("This address is not complete."))?;
    let ticket = CookieJar::from_headers(&headers).get(TICKET).map(|cookie| cookie.value().to_owned());
    let outcome = match (back.code, back.error) {
        (Some(code), None) => Ok(code),
        (_, error) => Err(back.error_description.or(error).unwrap_or_else(|| "it sent no code".to_owned())),
    };
    let brought = Return { ticket: ticket.unwrap_or_default(), state: back.state, outcome };
    let callback = callback(&state, &provider);
    let (signed_in, then) = state.portal.finish_sign_in(&provider, &callback, brought).await?;
    let mut response = welcome(&state, &signed_in, then).await;
    let used = baked(&state, TICKET, "", TICKET_PATH, 0);
    if let Ok(used) = HeaderValue::from_str(&used) {
        response.headers_mut().append(header::SET_COOKIE, used);
    }
    Ok(response)
}

/// Must be what the provider has registered.
fn callback(state: &AppState, provider: &str) -> String {
    format!("{}/sign-in/{provider}/callback", state.public_url)
}
