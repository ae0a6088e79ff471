//! Signing in with GitHub, as one of the sandbox's people.

use super::pages::{escaped, page};
use super::{ApiError, Github};
use crate::github::tokens::{self, Given};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Url;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// A code works for ten minutes.
const CODE_LIVES: Duration = Duration::from_secs(600);

/// Codes that were given out and not used yet.
#[derive(Debug, Default)]
pub struct Codes(Mutex<HashMap<String, Code>>);

#[derive(Clone, Debug)]
struct Code {
    login: String,
    client: String,
    scope: String,
    redirect_uri: String,
    challenge: Option<String>,
    made: Instant,
}

impl Codes {
    fn give(&self, code: Code) -> String {
        let name = tokens::random();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.clone(), code);
        name
    }

    /// Each is used once.
    fn take(&self, name: &str) -> Option<Code> {
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        codes.retain(|_, code| code.made.elapsed() < CODE_LIVES);
        codes.remove(name)
    }
}

#[derive(Deserialize)]
pub struct Asked {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    #[serde(default)]
    scope: String,
    state: Option<String>,
    /// GitHub only suggests this account; here it is taken at once.
    login: Option<String>,
    code_challenge: Option<String>,
}

/// The page on which people choose who they are, or, when that is said, the way back.
pub async fn authorize(
    State(world): State<Github>,
    OriginalUri(uri): OriginalUri,
    Query(asked): Query<Asked>,
) -> Result<Response, ApiError> {
    let client = asked.client_id.clone().filter(|id| !id.is_empty()).ok_or_else(ApiError::not_found)?;
    let mut back = asked.back()?;
    let people = crate::people().map(Vec::from).unwrap_or_default();
    let chosen = people.iter().find(|person| asked.login.as_ref() == Some(&person.actor.login));
    let Some(person) = chosen else {
        return Ok(choice(&people, uri.query().unwrap_or_default()).into_response());
    };
    let code = world.codes.give(Code {
        login: person.actor.login.clone(),
        client,
        scope: asked.scope,
        redirect_uri: asked.redirect_uri.unwrap_or_default(),
        challenge: asked.code_challenge,
        made: Instant::now(),
    });
    back.query_pairs_mut().append_pair("code", &code);
    if let Some(state) = &asked.state {
        back.query_pairs_mut().append_pair("state", state);
    }
    Ok(Redirect::to(back.as_str()).into_response())
}

impl Asked {
    /// Where people are sent back to.
    fn back(&self) -> Result<Url, ApiError> {
        let back = Url::parse(self.redirect_uri.as_deref().unwrap_or_default()).ok();
        let back = back.filter(|back| ["http", "https"].contains(&back.scheme()));
        let message = "The redirect_uri is not associated with this application.";
        back.ok_or_else(|| ApiError::new(StatusCode::BAD_REQUEST, message))
    }
}

fn choice(people: &[crate::SandboxPerson], query: &str) -> Html<String> {
    let rest: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("login=")).collect();
    let query = escaped(&rest.join("&"));
    let link = |person: &crate::SandboxPerson| {
        let (login, name) = (escaped(&person.actor.login), escaped(&person.actor.name));
        format!("<li><a href=\"?{query}&amp;login={login}\">{name} ({login})</a></li>")
    };
    let links: String = people.iter().map(link).collect();
    page("Who are you?", &format!("<ul>{links}</ul>"))
}

/// A code for a token. Refusals come with 200, as GitHub's do.
pub async fn access_token(State(world): State<Github>, headers: HeaderMap, body: Bytes) -> Response {
    let answer = match exchange(&world, &sent(&headers, &body)) {
        Ok(given) => granted(&given),
        Err((error, description)) => json!({
            "error": error, "error_description": description, "error_uri": "https://docs.github.com/apps/oauth-apps",
        }),
    };
    world.kept().await;
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if accept.contains("json") { Json(answer).into_response() } else { form(&answer) }
}

fn exchange(world: &Github, sent: &BTreeMap<String, String>) -> Result<Given, (&'static str, &'static str)> {
    let field = |name: &str| sent.get(name).map(String::as_str).unwrap_or_default();
    if field("client_id").is_empty() || field("client_secret").is_empty() {
        return Err((
            "incorrect_client_credentials",
            "The client_id and/or client_secret passed are incorrect.",
        ));
    }
    let lives = world.options.sign_ins_live;
    if field("grant_type") == "refresh_token" {
        let login = world.change(|state| state.renewals.remove(field("refresh_token")));
        let spent = ("bad_refresh_token", "The refresh token passed is incorrect or expired.");
        let login = login.ok_or(spent)?;
        return Ok(world.change(|state| tokens::for_person(state, &login, "", lives)));
    }
    let bad = ("bad_verification_code", "The code passed is incorrect or expired.");
    let code = world.codes.take(field("code")).filter(|code| code.client == field("client_id")).ok_or(bad)?;
    if !field("redirect_uri").is_empty() && field("redirect_uri") != code.redirect_uri {
        let description = "The redirect_uri MUST match the registered callback URL for this application.";
        return Err(("redirect_uri_mismatch", description));
    }
    let proof = URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier").as_bytes()));
    if code.challenge.as_ref().is_some_and(|challenge| *challenge != proof) {
        return Err(bad);
    }
    Ok(world.change(|state| tokens::for_person(state, &code.login, &code.scope, lives)))
}

fn granted(given: &Given) -> Value {
    let mut answer = json!({"access_token": given.token, "scope": given.scopes, "token_type": "bearer"});
    if let Some((refresh, seconds)) = &given.renewal {
        answer["refresh_token"] = refresh.clone().into();
        answer["expires_in"] = (*seconds).into();
        answer["refresh_token_expires_in"] = 15_811_200.into();
    }
    answer
}

/// A form or JSON.
fn sent(headers: &HeaderMap, body: &[u8]) -> BTreeMap<String, String> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.contains("json") {
        return serde_json::from_slice(body).unwrap_or_default();
    }
    let query = String::from_utf8_lossy(body);
    let parsed = Url::parse(&format!("http://form/?{query}"));
    parsed.map(|url| url.query_pairs().into_owned().collect()).unwrap_or_default()
}

fn form(answer: &Value) -> Response {
    let fields = answer.as_object().into_iter().flatten();
    let pairs = fields.map(|(name, value)| {
        (name.as_str(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    });
    let url = Url::parse_with_params("http://form/", pairs);
    let text = url.ok().and_then(|url| url.query().map(str::to_owned)).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8")], text).into_response()
}
