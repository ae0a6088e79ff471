//! What becomes of a form that was sent.

use super::setting::{self, Found};
use crate::api::Failure;
use crate::requests::form::encoding::encode;
use crate::requests::form::input::request_input;
use crate::requests::form::{FormState, Mode, confirmation};
use crate::ssr::refused::told;
use crate::ssr::{self, Portal};
use domain::PortalError;
use domain::ids::{DraftId, RequestId};
use domain::names::{EnvironmentName, ServiceName};
use domain::people::Actor;
use domain::template::ParameterProblem;
use domain::view::{Preview, RequestInput};
use leptos::prelude::*;
use std::hash::{DefaultHasher, Hash, Hasher};

pub async fn create(text: &str) -> Result<String, Failure> {
    let (portal, actor, mut state) = (ssr::portal()?, ssr::actor()?, FormState::parse(text));
    match made(&portal, &actor, &mut state).await {
        Ok(id) => done(&portal, &actor, &state, id).await,
        Err(error) => refused(&portal, &actor, state, error).await,
    }
}

async fn made(portal: &Portal, actor: &Actor, state: &mut FormState) -> Result<RequestId, PortalError> {
    let input = confirmed_input(portal, actor, state).await?;
    let key = key(state, &input);
    Ok(portal.create(actor, input, key.as_deref()).await?.id)
}

pub async fn amend(text: &str) -> Result<String, Failure> {
    let (portal, actor, mut state) = (ssr::portal()?, ssr::actor()?, FormState::parse(text));
    match amended(&portal, &actor, &mut state).await {
        Ok(id) => done(&portal, &actor, &state, id).await,
        Err(error) => refused(&portal, &actor, state, error).await,
    }
}

async fn amended(portal: &Portal, actor: &Actor, state: &mut FormState) -> Result<RequestId, PortalError> {
    let input = confirmed_input(portal, actor, state).await?;
    let id = state.amends.clone().ok_or_else(|| PortalError::invalid("Say which request is amended."))?;
    Ok(portal.amend(actor, &RequestId(id), input).await?.id)
}

async fn confirmed_input(
    portal: &Portal,
    actor: &Actor,
    state: &mut FormState,
) -> Result<RequestInput, PortalError> {
    let found = read(portal, actor, state).await?;
    let name = confirmation(&state.service, &state.name);
    if found.model.mode == Mode::Delete && state.confirm.trim() != name {
        let message = format!("Type {name} to confirm the deletion.");
        return Err(PortalError::invalid("Nothing was deleted: the name is missing.").at("confirm", message));
    }
    Ok(request_input(&found.model, state))
}

async fn read(portal: &Portal, actor: &Actor, state: &mut FormState) -> Result<Found, PortalError> {
    let found = setting::find(portal, actor, state).await?;
    setting::set_secrets_apart(&found, state);
    Ok(found)
}

/// A form sent twice counts once; sent again with other content it is another request.
fn key(state: &FormState, input: &RequestInput) -> Option<String> {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(input).ok()?.hash(&mut hasher);
    (!state.key.is_empty()).then(|| format!("{}-{:016x}", state.key, hasher.finish()))
}

async fn done(portal: &Portal, actor: &Actor, state: &FormState, id: RequestId) -> Result<String, Failure> {
    if let Some(draft) = &state.draft {
        // The request stands; a draft that stays behind can be thrown away by hand.
        if let Err(error) = portal.drop_draft(actor, &DraftId(draft.clone())).await {
            ssr::report(&error);
        }
    }
    leptos_axum::redirect(&format!("/requests/{id}"));
    Ok(id.0)
}

/// Scripts are told why. A plain form is kept as a draft and shown again with the reason.
async fn refused(
    portal: &Portal,
    actor: &Actor,
    state: FormState,
    error: PortalError,
) -> Result<String, Failure> {
    let failure = Failure::from(error);
    if !plain_form() {
        return Err(failure);
    }
    let address = match keep(portal, actor, &state).await {
        Ok(draft) => address_of(&state, &encode([("draft", draft.as_str())])),
        // Without a database the address itself carries what was typed.
        Err(_) => address_of(&state, &state.to_query()),
    };
    leptos_axum::redirect(&told(portal, actor, &address, &failure));
    Ok(String::new())
}

/// Where a form stands that is filled in with the given query.
pub fn address_of(state: &FormState, query: &str) -> String {
    match &state.amends {
        Some(id) => format!("/requests/{}/amend?{query}", crate::ui::address::encode(id)),
        None => format!("/requests/new?{query}"),
    }
}

/// Whether the browser itself sent the form and waits for a page.
fn plain_form() -> bool {
    let accept = use_context::<axum::http::request::Parts>()
        .and_then(|parts| parts.headers.get(axum::http::header::ACCEPT).cloned());
    accept.is_some_and(|value| value.to_str().is_ok_and(|text| text.contains("text/html")))
}

async fn keep(portal: &Portal, actor: &Actor, state: &FormState) -> Result<DraftId, PortalError> {
    let content = serde_json::to_string(state).map_err(PortalError::internal)?;
    let id = state.draft.clone().map(DraftId);
    match portal.save_draft(actor, id.as_ref(), &content).await {
        // Thrown away meanwhile, in another tab: it becomes a new one.
        Err(error) if error.code == domain::ErrorCode::NotFound => {
            Ok(portal.save_draft(actor, None, &content).await?.id)
        }
        saved => Ok(saved?.id),
    }
}

pub async fn save_draft(text: &str) -> Result<String, Failure> {
    let (portal, actor, mut state) = (ssr::portal()?, ssr::actor()?, FormState::parse(text));
    // A template that is broken just now must not cost the draft, and secrets are not kept either way.
    if read(&portal, &actor, &mut state).await.is_err() {
        state.set_secrets_apart(|_| true);
    }
    let id = keep(&portal, &actor, &state).await?;
    if plain_form() {
        leptos_axum::redirect(&address_of(&state, &encode([("draft", id.as_str())])));
    }
    Ok(id.0)
}

pub async fn drop_draft(text: &str) -> Result<(), Failure> {
    let (portal, actor, state) = (ssr::portal()?, ssr::actor()?, FormState::parse(text));
    let id = DraftId(state.draft.unwrap_or_default());
    portal.drop_draft(&actor, &id).await?;
    leptos_axum::redirect("/requests/new");
    Ok(())
}

pub async fn preview(text: &str) -> Result<Preview, Failure> {
    let (portal, actor, mut state) = (ssr::portal()?, ssr::actor()?, FormState::parse(text));
    let found = read(&portal, &actor, &mut state).await?;
    Ok(foresee(&portal, &actor, &found, &state).await?)
}

/// The preview of a form as it is: names that do not fit yet are told without hiding everything else.
pub async fn foresee(
    portal: &Portal,
    actor: &Actor,
    found: &Found,
    state: &FormState,
) -> Result<Preview, PortalError> {
    let mut input = request_input(&found.model, state);
    let mut problems = Vec::new();
    let mut problem = |field: &str, message: String| {
        problems.push(ParameterProblem { parameter: field.to_owned(), message });
    };
    if let Err(invalid) = ServiceName::parse(&input.service) {
        input.service.clear();
        problem("service", format!("{invalid}."));
    }
    if let Some(Err(invalid)) = input.environment.as_deref().map(EnvironmentName::parse) {
        input.environment = None;
        problem("environment", format!("{invalid}."));
    }
    let mut preview = match &state.amends {
        Some(id) => portal.preview_amendment(actor, &RequestId(id.clone()), &input).await?,
        None => portal.preview(actor, &input).await?,
    };
    preview.problems.splice(0..0, problems);
    Ok(preview)
}
