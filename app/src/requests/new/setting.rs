//! What a form is about: found by what it names.

use super::choice::TemplateChoice;
use super::text::FormText;
use crate::requests::form::{FormModel, FormState, Mode, Running, StageChoice, TargetRef, prefill};
use crate::ssr::Portal;
use domain::ids::{EnvironmentId, RequestId};
use domain::names::{ServiceName, TeamName, TemplateName};
use domain::people::Actor;
use domain::permission::{Action, Reason, permit};
use domain::rules::StageRules;
use domain::template::{CostModel, Finding, Guidance, Severity, Template, TemplateDigest, Text};
use domain::view::{Allowed, EnvironmentView, TemplateCard};
use domain::{ErrorCode, PortalError};
use services::ports::EnvironmentFilter;
use std::collections::BTreeMap;

/// A form's surroundings.
pub struct Found {
    /// The template in it carries no resources.
    pub model: FormModel,
    /// The whole template.
    pub template: Template,
    pub findings: Vec<Finding>,
    /// Whether the person may ask for it.
    pub may: Allowed,
}

/// What a form belongs to, besides its template.
struct Subject {
    mode: Mode,
    amends: bool,
    team: Option<TeamName>,
    /// For a template that is no longer in the catalogue.
    digest: Option<TemplateDigest>,
    running: Vec<Running>,
    /// What the amended request has finished.
    done: Vec<TargetRef>,
}

/// Completes the form by what it names: a request that is amended, or an environment that runs.
pub async fn find(portal: &Portal, actor: &Actor, state: &mut FormState) -> Result<Found, PortalError> {
    let subject = subject(portal, actor, state).await?;
    let (template, findings) = template(portal, actor, state, &subject).await?;
    let may = match &subject.team {
        Some(team) => Allowed::by_right(permit(actor, Action::Request, Some(team))),
        None => Allowed::because(Reason::NoTeam),
    };
    let stages = portal.rules().stages.iter().map(|stage| choice(stage, subject.team.as_ref()));
    let model = FormModel {
        mode: subject.mode,
        amends: subject.amends,
        template: light(&template),
        stages: stages.collect(),
        regions: portal.rules().regions.clone(),
        running: subject.running,
        done: subject.done,
    };
    Ok(Found { model, template, findings, may })
}

async fn subject(portal: &Portal, actor: &Actor, state: &mut FormState) -> Result<Subject, PortalError> {
    if let Some(id) = state.amends.clone() {
        let id = RequestId(id);
        let request = portal.request(actor, &id).await?;
        let mode = Mode::from(request.action);
        state.action = mode.as_str().to_owned();
        state.service = request.service.to_string();
        state.name = request.environment.to_string();
        let running = match mode {
            Mode::Create => Vec::new(),
            _ => running(portal, actor, state, mode, Some(&id)).await?,
        };
        let done = prefill::finished(&request);
        let digest = Some(request.template_digest);
        return Ok(Subject { mode, amends: true, team: Some(request.team), digest, running, done });
    }
    let mode = Mode::of(state);
    if mode == Mode::Create {
        let team = team_of(portal, actor, &state.service).await?;
        return Ok(Subject {
            mode,
            amends: false,
            team,
            digest: None,
            running: Vec::new(),
            done: Vec::new(),
        });
    }
    let id = state.environment.clone().ok_or_else(|| {
        PortalError::invalid("Say which environment: open its page and choose what to do with it.")
    })?;
    let row = portal.environment(actor, &EnvironmentId(id)).await?.row;
    state.service = row.service.to_string();
    state.name = row.name.to_string();
    if state.template.is_empty() {
        state.template = row.template.to_string();
    }
    let running = running(portal, actor, state, mode, None).await?;
    let digest = Some(row.template_digest);
    Ok(Subject { mode, amends: false, team: Some(row.team), digest, running, done: Vec::new() })
}

/// While no service is named, the person's own team.
async fn team_of(portal: &Portal, actor: &Actor, service: &str) -> Result<Option<TeamName>, PortalError> {
    match ServiceName::parse(service.trim()) {
        Ok(service) => portal.owner_for(actor, &service).await,
        Err(_) => Ok(actor.home_team().cloned()),
    }
}

/// The environments of this service and name, wherever they run.
async fn running(
    portal: &Portal,
    actor: &Actor,
    state: &FormState,
    mode: Mode,
    amended: Option<&RequestId>,
) -> Result<Vec<Running>, PortalError> {
    let filter = EnvironmentFilter { service: Some(state.service.clone()), ..EnvironmentFilter::default() };
    let rows = portal.environments(actor, &filter, None, 200).await?.items;
    let mut running = Vec::new();
    for row in rows.into_iter().filter(|row| row.name.as_str() == state.name) {
        running.push(runs(portal.environment(actor, &row.id).await?, mode, amended));
    }
    Ok(running)
}

fn runs(environment: EnvironmentView, mode: Mode, amended: Option<&RequestId>) -> Running {
    let EnvironmentView { row, values, update, delete, .. } = environment;
    // What the amended request holds is free for it.
    let own = amended.is_some() && row.held_by.as_ref() == amended;
    let allowed = match (own, mode) {
        (true, _) => Allowed::yes(),
        (false, Mode::Delete) => delete,
        (false, _) => update,
    };
    Running {
        target: TargetRef::new(&row.stage, &row.region),
        environment: row.id,
        values: values.into_iter().map(|(name, view)| (name, view.value)).collect(),
        allowed,
    }
}

async fn template(
    portal: &Portal,
    actor: &Actor,
    state: &FormState,
    subject: &Subject,
) -> Result<(Template, Vec<Finding>), PortalError> {
    let page = portal.template(actor, &state.template).await;
    // What is deleted needs no template any more.
    let gone = |digest: &TemplateDigest| Ok((nothing(&state.template, digest)?, Vec::new()));
    match (page, &subject.digest) {
        (Ok(page), digest) => match (page.card, digest) {
            (TemplateCard { template: Some(template), findings, .. }, _) => Ok((template, findings)),
            (_, Some(digest)) if subject.mode == Mode::Delete => gone(digest),
            (card, _) => Err(unusable(&card)),
        },
        (Err(error), Some(digest)) if error.code == ErrorCode::NotFound && subject.mode == Mode::Delete => {
            gone(digest)
        }
        (Err(error), _) => Err(error),
    }
}

fn unusable(card: &TemplateCard) -> PortalError {
    let why = first_error(&card.findings).unwrap_or_default();
    PortalError::invalid(format!("The template {} cannot be used: {why}", card.name))
}

/// What keeps a template from being used, with its line.
pub fn first_error(findings: &[Finding]) -> Option<String> {
    let error = findings.iter().find(|finding| finding.severity == Severity::Error)?;
    Some(format!("{}:{} {}", error.line, error.column, error.message))
}

fn nothing(name: &str, digest: &TemplateDigest) -> Result<Template, PortalError> {
    Ok(Template {
        name: TemplateName::parse(name)?,
        digest: digest.clone(),
        title: Text::Plain(name.to_owned()),
        summary: Text::Plain(String::new()),
        owner: None,
        guidance: Guidance::default(),
        parameters: Vec::new(),
        groups: Vec::new(),
        resources: Vec::new(),
        outputs: Vec::new(),
        transforms: Vec::new(),
        capabilities: Vec::new(),
        presets: BTreeMap::new(),
        costs: CostModel::default(),
        size: 0,
    })
}

/// What the browser needs of a template.
fn light(template: &Template) -> Template {
    Template {
        resources: Vec::new(),
        outputs: Vec::new(),
        groups: Vec::new(),
        guidance: Guidance::default(),
        costs: CostModel::default(),
        ..crate::templates::in_language(template.clone().without_secret_values(), crate::ssr::lang())
    }
}

fn choice(stage: &StageRules, team: Option<&TeamName>) -> StageChoice {
    let open = stage.teams.is_empty() || team.is_some_and(|team| stage.teams.contains(team));
    StageChoice {
        name: stage.name.clone(),
        required: stage.approval.as_ref().map_or(0, |rule| rule.required),
        roles: stage.approval.as_ref().map(|rule| rule.roles.clone()).unwrap_or_default(),
        allowed: if open { Allowed::yes() } else { Allowed::no(FormText::here().not_your_stage) },
    }
}

pub fn set_secrets_apart(found: &Found, state: &mut FormState) {
    state.set_secrets_apart(|name| found.template.parameter(name).is_some_and(|parameter| parameter.no_echo));
}

/// All templates to choose from, the most used first and the broken ones last.
pub async fn choices(portal: &Portal, actor: &Actor) -> Result<Vec<TemplateChoice>, PortalError> {
    let mut cards = portal.templates(actor).await?;
    cards.sort_by_key(|card| (card.template.is_none(), -card.in_use, card.name.to_string()));
    Ok(cards.into_iter().map(TemplateChoice::of).collect())
}
