//! A form that comes after its session has ended is kept until the person has signed in again.

use super::errors::wants_html;
use super::identity::{Identity, session_cookie};
use super::state::AppState;
use app::requests::form::FormState;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::PortalError;
use domain::ids::DraftId;
use domain::people::Actor;
use domain::template::Parameter;

/// Larger forms are not kept.
const LARGEST: usize = 256 * 1024;
/// Forms that nobody came back for are forgotten beyond so many.
const KEPT: usize = 200;

/// Lets everything through but a plain form that changes something and that nobody is signed in for.
pub async fn keep(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let nobody = !matches!(request.extensions().get(), Some(Identity::Known(_)));
    let headers = request.headers();
    // Without a cookie there never was a session.
    let ended = nobody && session_cookie(headers).is_some();
    let form = *request.method() == Method::POST && wants_html(headers) && is_form(headers);
    if !(ended && form) || request.uri().path() == app::preferences::ADDRESS {
        return next.run(request).await;
    }
    let page = came_from(headers);
    let Ok(body) = to_bytes(request.into_body(), LARGEST).await else {
        return to_sign_in(&page, None);
    };
    let text = String::from_utf8_lossy(&body);
    let kept = put_aside(&state, &text).await.inspect_err(|error| {
        tracing::warn!(cause = error.cause.as_deref(), "a form could not be kept: {error}");
    });
    to_sign_in(&page, kept.ok().flatten())
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(|value| value.as_bytes());
    kind.is_some_and(|kind| kind.starts_with(b"application/x-www-form-urlencoded"))
}

/// The page that the form stood on, without its site.
fn came_from(headers: &HeaderMap) -> String {
    let referrer = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let rest = referrer.split_once("://").map_or("", |(_, rest)| rest);
    rest.find('/').map_or_else(|| "/".to_owned(), |start| rest[start..].to_owned())
}

fn to_sign_in(page: &str, draft: Option<DraftId>) -> Response {
    let mut query = vec![("next", page.to_owned())];
    query.extend(draft.map(|id| ("draft", id.0)));
    let query = app::requests::form::encoding::encode(query);
    Redirect::to(&format!("/sign-in?{query}")).into_response()
}

/// Keeps a request's form as a draft of the portal's own, for whoever signs in with its id. Other forms hold little and
/// are not kept.
async fn put_aside(state: &AppState, text: &str) -> Result<Option<DraftId>, PortalError> {
    let mut form = FormState::parse(text);
    if form.template.is_empty() && form.service.is_empty() {
        return Ok(None);
    }
    set_secrets_apart(state, &mut form).await?;
    let content = serde_json::to_string(&form).map_err(PortalError::internal)?;
    let portal = Actor::portal();
    for old in state.portal.drafts(&portal).await?.into_iter().skip(KEPT) {
        state.portal.drop_draft(&portal, &old.id).await?;
    }
    Ok(Some(state.portal.save_draft(&portal, None, &content).await?.id))
}

/// `NoEcho` values are kept nowhere, under whatever name they came.
async fn set_secrets_apart(state: &AppState, form: &mut FormState) -> Result<(), PortalError> {
    let cards = state.portal.templates(&Actor::portal()).await?;
    let template =
        cards.into_iter().filter_map(|card| card.template).find(|t| t.name.as_str() == form.template);
    form.set_secrets_apart(|name| {
        let known = template.as_ref().and_then(|template| template.parameter(name));
        // What nobody knows anything about may well be a secret.
        known.is_none_or(|parameter: &Parameter| parameter.no_echo)
    });
    Ok(())
}

/// Makes a kept form the person's own draft and leads to it. When it is gone, the page comes without it.
pub async fn hand_over(state: &AppState, actor: &Actor, draft: &str, next: String) -> String {
    match take(state, actor, &DraftId(draft.to_owned())).await {
        Ok(id) => {
            format!("/requests/new?{}", app::requests::form::encoding::encode([("draft", id.as_str())]))
        }
        Err(error) => {
            tracing::warn!(cause = error.cause.as_deref(), "a kept form was not handed over: {error}");
            next
        }
    }
}

async fn take(state: &AppState, actor: &Actor, id: &DraftId) -> Result<DraftId, PortalError> {
    let portal = Actor::portal();
    let kept = state.portal.draft(&portal, id).await?;
    let own = state.portal.save_draft(actor, None, &kept.content).await?;
    state.portal.drop_draft(&portal, id).await?;
    Ok(own.id)
}
