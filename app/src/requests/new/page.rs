use super::drafts::Drafts;
use super::island::{RequestForm, Said, Setting};
use super::send::{self, foresee};
use super::setting::{self, Found};
use super::text::FormText;
use crate::api::Failure;
use crate::chrome::{Nav, page};
use crate::i18n::reasons;
use crate::requests::form::{FormState, Mode, TargetRef, prefill};
use crate::ssr::{self, Portal, refused};
use crate::templates::{FindingsCard, TopologyCard};
use crate::ui::{ButtonLink, EmptyState, Tone, ToneBadge};
use domain::PortalError;
use domain::ids::{DraftId, RequestId};
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::request::{Closed, Closing};
use domain::template::{Finding, Template};
use domain::view::RequestView;
use leptos::prelude::*;
use std::hash::{BuildHasher, Hasher, RandomState};

/// Asks for environments, for their change or for their end.
#[component]
pub fn NewRequestPage() -> impl IntoView {
    page(Nav::Requests, FormText::here().create, async move |portal, actor| {
        let mut state = FormState::parse(&query());
        let mut failure = refused::failure(&portal, &actor);
        // Whoever changes the template of a draft brings everything typed along.
        if let Some(draft) = state.draft.clone().filter(|_| state.template.is_empty()) {
            state = drafted(&portal, &actor, &draft).await?;
        }
        if state.amends.is_some() {
            leptos_axum::redirect(&send::address_of(&state, &query()));
            return Ok(().into_any());
        }
        let found = open(&portal, &actor, &mut state, &mut failure).await?;
        form(&portal, &actor, state, found, (failure, None)).await
    })
}

/// Mends a request that was made already.
#[component]
pub fn AmendPage() -> impl IntoView {
    let id = RequestId(ssr::path_parameter("id"));
    page(Nav::Requests, FormText::here().amend, async move |portal, actor| {
        let request = portal.request(&actor, &id).await?;
        if !request.may.amend.allowed {
            return Ok(closed(&id, reasons::refusal(ssr::lang(), &request.may.amend).unwrap_or_default()));
        }
        let asked = FormState::parse(&query());
        let mut state = match asked.draft {
            Some(draft) => drafted(&portal, &actor, &draft).await?,
            None => prefill::amendment(&request),
        };
        state.amends = Some(id.to_string());
        let found = setting::find(&portal, &actor, &mut state).await?;
        let failure = refused::failure(&portal, &actor);
        form(&portal, &actor, state, found, (failure, said(request))).await
    })
}

/// Why the request was sent back, when it was.
fn said(request: RequestView) -> Option<Said> {
    let sent_back = |closed: &Closed| matches!(closed.how, Closing::ChangesRequested | Closing::Rejected);
    let closed = request.closed.filter(sent_back)?;
    Some(Said { who: closed.by_name, what: closed.why? })
}

fn closed(id: &RequestId, reason: String) -> AnyView {
    let text = FormText::here();
    let back = format!("/requests/{id}");
    view! {
        <EmptyState title=text.may_not_amend text=reason>
            <ButtonLink href=back>{text.back_to_request}</ButtonLink>
        </EmptyState>
    }
    .into_any()
}

/// The query as it was sent.
fn query() -> String {
    ssr::here().split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
}

async fn drafted(portal: &Portal, actor: &Actor, id: &str) -> Result<FormState, PortalError> {
    let draft = portal.draft(actor, &DraftId(id.to_owned())).await?;
    let state: FormState = serde_json::from_str(&draft.content).map_err(PortalError::internal)?;
    Ok(FormState { draft: Some(draft.id.0), ..state })
}

/// Finds what the form is about. A template that cannot be used is told, and another one taken.
async fn open(
    portal: &Portal,
    actor: &Actor,
    state: &mut FormState,
    failure: &mut Option<Failure>,
) -> Result<Found, PortalError> {
    let fresh = state.draft.is_none() && state.targets.is_empty();
    if Mode::of(state) == Mode::Create && state.template.is_empty() {
        state.template = first_choice(portal, actor).await?;
    }
    let mut found = setting::find(portal, actor, state).await;
    if let (Err(error), Mode::Create) = (&found, Mode::of(state)) {
        *failure = Some(error.clone().into());
        state.template = first_choice(portal, actor).await?;
        found = setting::find(portal, actor, state).await;
    }
    let found = found?;
    let known = |name: &String| found.template.parameter(name).is_some();
    state.shared.retain(|name, _| known(name));
    if fresh {
        let own = |id: &String| {
            let here = |running: &&crate::requests::form::Running| running.environment.as_str() == id;
            found.model.running.iter().find(here).map(|running| running.target.clone())
        };
        state.targets.extend(state.environment.as_ref().and_then(own));
    }
    Ok(found)
}

async fn first_choice(portal: &Portal, actor: &Actor) -> Result<String, PortalError> {
    let usable = setting::choices(portal, actor).await?.into_iter().find(|choice| !choice.broken);
    usable.map(|choice| choice.name).ok_or_else(|| {
        PortalError::invalid(
            "There is no template that could be used. Put a CloudFormation file into the templates folder.",
        )
    })
}

async fn form(
    portal: &Portal,
    actor: &Actor,
    mut state: FormState,
    found: Found,
    (failure, said): (Option<Failure>, Option<Said>),
) -> Result<AnyView, PortalError> {
    setting::set_secrets_apart(&found, &mut state);
    let chosen: Vec<TargetRef> = found.model.chosen(&state);
    let preview = match chosen.is_empty() {
        true => None,
        false => Some(foresee(portal, actor, &found, &state).await?),
    };
    let services = portal.services(actor).await?.into_iter();
    let own = services.filter(|service| permit(actor, Action::Request, Some(&service.team)).is_ok());
    let drafts = portal.drafts(actor).await?;
    let open = state.draft.clone();
    let setting = Setting {
        key: key(portal),
        preview,
        failure,
        said,
        services: own.map(|service| service.name.to_string()).collect(),
        templates: setting::choices(portal, actor).await?,
        may: found.may,
        origin: origin(),
        model: found.model,
        state,
    };
    Ok(view! {
        <Drafts drafts=drafts open=open/>
        <RequestForm setting=setting>
            {topology(found.template)}
            {checks(found.findings)}
        </RequestForm>
    }
    .into_any())
}

/// What the template builds, in letters that can be read: that is wider than the space beside the form.
fn topology(template: Template) -> AnyView {
    let hint = (!template.resources.is_empty())
        .then(|| view! { <p class="hint drawing-hint">{FormText::here().drawing_hint}</p> });
    view! { <div><TopologyCard template=template/>{hint}</div> }.into_any()
}

/// What the checks found in the template; that they found nothing is worth saying, too.
fn checks(findings: Vec<Finding>) -> AnyView {
    let text = FormText::here();
    match findings.is_empty() {
        false => view! { <FindingsCard findings=findings/> }.into_any(),
        true => view! {
            <section class="card">
                <header><h2>{text.check}</h2></header>
                <div class="body">
                    <p><ToneBadge tone=Tone::Good word=text.clean/></p>
                    <p class="hint">{text.check_hint}</p>
                </div>
            </section>
        }
        .into_any(),
    }
}

/// Tells this opened form from every other of the same person.
fn key(portal: &Portal) -> String {
    format!("form-{:x}-{:016x}", portal.now().0, RandomState::new().build_hasher().finish())
}

/// The portal's address as the browser knows it.
fn origin() -> String {
    let parts = use_context::<axum::http::request::Parts>();
    let header = |name: &str| {
        let value = parts.as_ref()?.headers.get(name)?.to_str().ok()?;
        Some(value.to_owned())
    };
    let scheme = header("x-forwarded-proto").unwrap_or_else(|| "http".to_owned());
    let host = header("host").unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    format!("{scheme}://{host}")
}
