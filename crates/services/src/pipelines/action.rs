//! Guarded actions: workflows that on-call starts within the limits that a service declares.

use super::inputs::{checked, unfit};
use super::launch::{Checked, not_started};
use crate::Portal;
use crate::ports::{ActionPlace, DISPATCH_INPUT};
use crate::words::{LONGEST_COMMENT, optional};
use domain::PortalError;
use domain::declared::Declaration;
use domain::ids::LaunchId;
use domain::names::{RegionName, ServiceName, StageName};
use domain::people::Actor;
use domain::permission::{Action, Reason, permit, permit_guarded};
use domain::pipeline::{Change, GuardedAction, Launch, LaunchedAction, WorkflowFile};
use domain::rules::StageRules;
use domain::view::{ActionField, ActionForm, ActionInput, ActionView, Allowed};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Inputs through which a workflow learns where it acts.
const STAGE: &str = "stage";
const REGION: &str = "region";

/// An action as it is declared, and where.
struct Found {
    declaration: Arc<Declaration>,
    name: String,
    action: GuardedAction,
}

impl Portal {
    /// The guarded actions of all services, or of one, with what the person may do.
    pub async fn actions(
        &self,
        actor: &Actor,
        service: Option<&str>,
    ) -> Result<Vec<ActionView>, PortalError> {
        let (declared, _) = self.declared(actor).await?;
        let wanted = |declaration: &&Arc<Declaration>| {
            service.is_none_or(|service| declaration.service.as_str() == service)
        };
        Ok(declared.iter().filter(wanted).flat_map(|it| self.actions_of(actor, it)).collect())
    }

    pub(super) fn actions_of(&self, actor: &Actor, declaration: &Declaration) -> Vec<ActionView> {
        let actions = declaration.actions.iter();
        actions.map(|(name, action)| self.action_view(actor, declaration, name, action)).collect()
    }

    fn action_view(
        &self,
        actor: &Actor,
        declaration: &Declaration,
        name: &str,
        action: &GuardedAction,
    ) -> ActionView {
        let stages = self.rules.stages.iter().map(|stage| &stage.name);
        ActionView {
            service: declaration.service.clone(),
            team: declaration.team.clone(),
            name: name.to_owned(),
            title: action.title(name).to_owned(),
            repository: declaration.repository.clone(),
            workflow: action.workflow.clone(),
            stages: stages.filter(|stage| action.allows_stage(stage)).cloned().collect(),
            roles: action.roles().to_vec(),
            limits: action.limits.clone(),
            may: Allowed::by_right(permit_guarded(actor, action.roles(), &declaration.team)),
        }
    }

    /// An action in one place, with what its form needs. The first stage and the home region are chosen where none is.
    pub async fn action_form(
        &self,
        actor: &Actor,
        (service, name): (&str, &str),
        (stage, region): (&str, &str),
    ) -> Result<ActionForm, PortalError> {
        permit(actor, Action::View, None)?;
        let found = self.guarded(service, name).await?;
        let (declaration, action) = (&found.declaration, &found.action);
        let workflow = self.workflow(declaration, &action.workflow, &declaration.reference).await?;
        let stage = match stage {
            "" => self.first_stage(action)?,
            named => self.action_stage(named)?.name.clone(),
        };
        let regional = takes(&workflow, REGION);
        let region = match (regional, region) {
            (false, _) => None,
            (true, "") => self.rules.home().map(|home| home.name.clone()),
            (true, named) => Some(self.action_region(named)?),
        };
        let place = place(&found, &stage, region.as_ref());
        let mut fields = Vec::new();
        for input in chosen(&workflow, action) {
            let limit = action.limits.get(&input.name).cloned();
            let present = match &limit {
                Some(limit) => self.present_number(&place, &input.name, limit).await?,
                None => None,
            };
            fields.push(ActionField { input: input.clone(), limit, present });
        }
        let mut view = self.action_view(actor, declaration, &found.name, action);
        if view.may.allowed {
            view.may = may_here(action, declaration, self.action_stage(stage.as_str())?, &workflow);
        }
        Ok(ActionForm {
            action: view,
            environments: self.environments_for(declaration, &workflow).await?,
            stage,
            region,
            regional,
            fields,
        })
    }

    /// Does a guarded action: within its limits, with a reason, and written down with the numbers before and after.
    pub async fn act(
        &self,
        actor: &Actor,
        (service, name): (&str, &str),
        input: ActionInput,
        idempotency_key: Option<&str>,
    ) -> Result<Launch, PortalError> {
        let found = self.guarded(service, name).await?;
        let (declaration, action) = (&found.declaration, &found.action);
        let permit = permit_guarded(actor, action.roles(), &declaration.team)?;
        let content = (service, name, &input);
        let record = idempotency_key.map(|key| self.idempotency_record(actor, key, &content)).transpose()?;
        if let Some(id) = self.made_before(record.as_ref()).await? {
            return Ok(self.load_launch(&LaunchId(id)).await?.value);
        }
        let stage = self.action_stage(&input.stage)?;
        // Never from another branch: who can push one could change what the action does.
        let workflow = self.workflow(declaration, &action.workflow, &declaration.reference).await?;
        if let Allowed { allowed: false, why: Some(why), .. } =
            may_here(action, declaration, stage, &workflow)
        {
            return Err(not_started(why));
        }
        let region = match takes(&workflow, REGION) {
            true => Some(self.action_region(&input.region)?),
            false => None,
        };
        let reason = optional("reason", Some(input.reason), LONGEST_COMMENT)?;
        let Some(reason) = reason else {
            return Err(PortalError::invalid("Nothing was started: an action needs a reason.")
                .at("reason", "is required"));
        };
        let place = place(&found, &stage.name, region.as_ref());
        let changes = self.within_limits(&place, action, &input.inputs).await?;
        let environments = self.environments_for(declaration, &workflow).await?;
        let inputs = complete(&workflow, action, input.inputs, &place)?;
        let start = Checked {
            declaration,
            workflow: &workflow,
            reference: declaration.reference.clone(),
            inputs: checked(&workflow, &inputs, &environments)?,
            action: Some(LaunchedAction { name: found.name.clone(), stage: place.stage, region, changes }),
            reason: Some(reason),
        };
        self.open_launch(&permit, start, record).await
    }

    /// The numbers before and after, or a refusal that names every limit.
    async fn within_limits(
        &self,
        place: &ActionPlace,
        action: &GuardedAction,
        given: &BTreeMap<String, String>,
    ) -> Result<Vec<Change>, PortalError> {
        let (mut changes, mut problems) = (Vec::new(), Vec::new());
        for (name, limit) in &action.limits {
            let present = self.present_number(place, name, limit).await?.map(|present| present.number);
            let fixed = action.fixed.get(name);
            let text = fixed.or_else(|| given.get(name)).map_or("", String::as_str);
            match limit.check(text, present) {
                Ok(after) => changes.push(Change { input: name.clone(), before: present, after }),
                Err(why) => problems.push((name.clone(), why.to_string())),
            }
        }
        match problems.is_empty() {
            true => Ok(changes),
            false => {
                let told: Vec<String> = problems.iter().map(|(name, why)| format!("{name} {why}")).collect();
                let message = format!("Nothing was started: {}.", told.join("; "));
                Err(PortalError { message, ..unfit(problems) })
            }
        }
    }

    async fn guarded(&self, service: &str, name: &str) -> Result<Found, PortalError> {
        let declaration = self.declaration(&ServiceName::parse(service)?).await?;
        let missing = || PortalError::not_found(format!("action {name} of {service}"));
        let action = declaration.actions.get(name).cloned().ok_or_else(missing)?;
        Ok(Found { declaration, name: name.to_owned(), action })
    }

    fn first_stage(&self, action: &GuardedAction) -> Result<StageName, PortalError> {
        let mut stages = self.rules.stages.iter().map(|stage| &stage.name);
        let found = stages
            .find(|stage| action.allows_stage(stage))
            .or_else(|| self.rules.stages.first().map(|stage| &stage.name));
        found.cloned().ok_or_else(|| PortalError::not_found("stage"))
    }

    fn action_stage(&self, text: &str) -> Result<&StageRules, PortalError> {
        let stage = StageName::parse(text).ok().and_then(|name| self.rules.stage(&name));
        stage.ok_or_else(|| {
            let known: Vec<&str> = self.rules.stages.iter().map(|stage| stage.name.as_str()).collect();
            PortalError::invalid(format!("Nothing was started: there is no stage {text:?}."))
                .at("stage", format!("must be one of {}", known.join(", ")))
        })
    }

    fn action_region(&self, text: &str) -> Result<RegionName, PortalError> {
        let region = RegionName::parse(text).ok().filter(|name| self.rules.region(name).is_some());
        region.ok_or_else(|| {
            let known: Vec<&str> = self.rules.regions.iter().map(|region| region.name.as_str()).collect();
            PortalError::invalid(format!("Nothing was started: there is no region {text:?}."))
                .at("region", format!("must be one of {}", known.join(", ")))
        })
    }
}

fn place(found: &Found, stage: &StageName, region: Option<&RegionName>) -> ActionPlace {
    ActionPlace {
        service: found.declaration.service.clone(),
        action: found.name.clone(),
        stage: stage.clone(),
        region: region.cloned(),
    }
}

/// What the place and the workflow say, whoever asks.
fn may_here(
    action: &GuardedAction,
    declaration: &Declaration,
    stage: &StageRules,
    workflow: &WorkflowFile,
) -> Allowed {
    let name = || stage.name.clone();
    if !action.allows_stage(&stage.name) {
        return Allowed::because(Reason::ActionStage { stage: name() });
    }
    if !stage.teams.is_empty() && !stage.teams.contains(&declaration.team) {
        return Allowed::because(Reason::Stage { team: declaration.team.clone(), stage: name() });
    }
    match workflow.disabled {
        true => Allowed::because(Reason::WorkflowDisabled),
        false => Allowed::yes(),
    }
}

fn takes(workflow: &WorkflowFile, name: &str) -> bool {
    workflow.inputs.iter().any(|input| input.name == name)
}

/// Inputs that a person chooses.
fn chosen<'a>(
    workflow: &'a WorkflowFile,
    action: &'a GuardedAction,
) -> impl Iterator<Item = &'a domain::pipeline::WorkflowInput> {
    let of_portal = [STAGE, REGION, DISPATCH_INPUT];
    workflow.inputs.iter().filter(move |input| {
        !of_portal.contains(&input.name.as_str()) && !action.fixed.contains_key(&input.name)
    })
}

/// What the person chose, what the declaration fixes, and the place.
fn complete(
    workflow: &WorkflowFile,
    action: &GuardedAction,
    given: BTreeMap<String, String>,
    place: &ActionPlace,
) -> Result<BTreeMap<String, String>, PortalError> {
    if !takes(workflow, STAGE) {
        return Err(PortalError::conflict(format!(
            "Nothing was started: {} takes no input “{STAGE}”, so that it cannot be told where to act.",
            workflow.file
        )));
    }
    let mut inputs = given;
    let overruled =
        |name: &String| action.fixed.contains_key(name) || [STAGE, REGION].contains(&name.as_str());
    inputs.retain(|name, _| !overruled(name));
    inputs.extend(action.fixed.clone());
    inputs.insert(STAGE.to_owned(), place.stage.to_string());
    inputs.extend(place.region.iter().map(|region| (REGION.to_owned(), region.to_string())));
    Ok(inputs)
}
