//! Starting a workflow: checked, written down with its job, and only then sent by a worker.

use super::inputs::{checked, names_environments};
use super::list::{in_time, may_launch, owner, reserved};
use super::refused_by;
use crate::Portal;
use crate::ports::{
    Commit, DISPATCH_INPUT, IdempotencyRecord, JobKind, NewJob, StoreError, Versioned, Write,
};
use crate::step::TRIES;
use crate::words::{LONGEST_COMMENT, optional};
use domain::audit::AuditNote;
use domain::declared::Declaration;
use domain::ids::{JobId, LaunchId};
use domain::names::StageName;
use domain::people::Actor;
use domain::permission::{Action, Permit, Reason, permit};
use domain::pipeline::{
    InputKind, Launch, LaunchEvent, LaunchOpening, LaunchState, LaunchedAction, WorkflowFile,
};
use domain::rollout::Workflow;
use domain::view::{LaunchInput, WorkflowCard, WorkflowForm};
use domain::{ErrorCode, PortalError};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const FOLDER: &str = ".github/workflows";
/// Characters of a branch or tag.
const LONGEST_REFERENCE: usize = 255;

/// A start that has been checked.
pub(super) struct Checked<'a> {
    pub declaration: &'a Declaration,
    pub workflow: &'a WorkflowFile,
    pub reference: String,
    pub inputs: BTreeMap<String, String>,
    pub action: Option<LaunchedAction>,
    pub reason: Option<String>,
}

impl Portal {
    /// A workflow with what its form needs.
    pub async fn workflow_form(
        &self,
        actor: &Actor,
        repository: &str,
        file: &str,
    ) -> Result<WorkflowForm, PortalError> {
        permit(actor, Action::View, None)?;
        let declaration = self.declared_repository(repository).await?;
        let workflow = self.workflow(&declaration, file, &declaration.reference).await?;
        Ok(WorkflowForm {
            repository: declaration.repository.clone(),
            owner: owner(&declaration),
            environments: self.environments_for(&declaration, &workflow).await?,
            card: WorkflowCard { may: may_launch(actor, &declaration, &workflow), workflow },
        })
    }

    /// Starts a workflow, once: with the same idempotency key and input, the first start is found again.
    pub async fn launch(
        &self,
        actor: &Actor,
        (repository, file): (&str, &str),
        input: LaunchInput,
        idempotency_key: Option<&str>,
    ) -> Result<Launch, PortalError> {
        let declaration = self.declared_repository(repository).await?;
        let permit = permit(actor, Action::RunPipeline, Some(&declaration.team))?;
        let content = (&declaration.repository, file, &input);
        let record = idempotency_key.map(|key| self.idempotency_record(actor, key, &content)).transpose()?;
        if let Some(id) = self.made_before(record.as_ref()).await? {
            return self.launch_named(&LaunchId(id)).await;
        }
        if let Some(why) = reserved(&declaration, file) {
            return Err(not_started(why));
        }
        let reference = reference(input.reference)?.unwrap_or_else(|| declaration.reference.clone());
        let workflow = self.workflow(&declaration, file, &reference).await?;
        if workflow.disabled {
            return Err(not_started(Reason::WorkflowDisabled));
        }
        let environments = self.environments_for(&declaration, &workflow).await?;
        let inputs = checked(&workflow, &input.inputs, &environments)?;
        if let Some(why) = self.closed_stage(&declaration, &workflow, &inputs) {
            return Err(not_started(why));
        }
        let start = Checked {
            declaration: &declaration,
            workflow: &workflow,
            reference,
            inputs,
            action: None,
            reason: optional("reason", input.reason, LONGEST_COMMENT)?,
        };
        self.open_launch(&permit, start, record).await
    }

    /// The stage that an input of the kind environment names, if the team may not use it.
    fn closed_stage(
        &self,
        declaration: &Declaration,
        workflow: &WorkflowFile,
        inputs: &BTreeMap<String, String>,
    ) -> Option<Reason> {
        let environments = workflow.inputs.iter().filter(|input| input.kind == InputKind::Environment);
        let named = environments.filter_map(|input| StageName::parse(inputs.get(&input.name)?).ok());
        let mut stages = named.filter_map(|name| self.rules.stage(&name));
        let closed =
            stages.find(|stage| !stage.teams.is_empty() && !stage.teams.contains(&declaration.team))?;
        Some(Reason::Stage { team: declaration.team.clone(), stage: closed.name.clone() })
    }

    /// Writes a launch down, with the job that sends it.
    pub(super) async fn open_launch(
        &self,
        permit: &Permit,
        start: Checked<'_>,
        record: Option<IdempotencyRecord>,
    ) -> Result<Launch, PortalError> {
        let now = self.now();
        let opening = LaunchOpening {
            id: LaunchId::from_unique(&self.ids.unique()),
            workflow: Workflow {
                repository: start.declaration.repository.clone(),
                file: start.workflow.file.clone(),
                reference: start.reference,
            },
            name: start.workflow.name.clone(),
            service: start.declaration.service.clone(),
            team: start.declaration.team.clone(),
            inputs: start.inputs,
            traceable: start.workflow.shows(DISPATCH_INPUT),
            action: start.action,
            reason: start.reason,
            actor: permit.actor(),
        };
        let launch = Launch::open(opening, now);
        let mut commit = Commit::new(permit.clone(), now);
        commit.audit.push(note(None, &launch));
        commit.jobs.push(self.launch_job(&launch.id));
        let made = launch.id.0.clone();
        commit.writes.extend(record.map(|record| Write::Idempotency(IdempotencyRecord { made, ..record })));
        commit.writes.push(Write::Launch { expected: None, next: Box::new(launch.clone()) });
        match self.store.commit(commit).await {
            Ok(_) => Ok(launch),
            Err(StoreError::Conflict(why)) => Err(PortalError::conflict(
                "Nothing was started: somebody has asked for the same at this moment. Look at how that goes first.",
            )
            .because(why)),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) fn launch_job(&self, id: &LaunchId) -> NewJob {
        NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            kind: JobKind::Launch { launch: id.clone() },
            lane: format!("launch:{id}"),
            pool: "runs".to_owned(),
            unique_key: Some(format!("launch:{id}")),
            run_at: self.now(),
        }
    }

    /// Applies an event to a launch as it is now; decides anew when somebody else was faster. What comes too late is a
    /// conflict.
    pub(crate) async fn advance_launch(
        &self,
        permit: &Permit,
        id: &LaunchId,
        event: &LaunchEvent,
        finishes: Option<(JobId, String)>,
    ) -> Result<Launch, PortalError> {
        let mut tries = 0;
        loop {
            let Versioned { version, value } = self.load_launch(id).await?;
            let now = self.now();
            let next = value
                .apply(event.clone(), now)
                .map_err(|late| PortalError::conflict(crate::words::sentence(&late.to_string())))?;
            let mut commit = Commit::new(permit.clone(), now);
            commit.finishes = finishes.clone();
            commit.audit.extend(told(&next).then(|| note(Some(&value), &next)));
            commit.writes.push(Write::Launch { expected: Some(version), next: Box::new(next.clone()) });
            tries += 1;
            match self.store.commit(commit).await {
                Ok(_) => return Ok(next),
                Err(StoreError::Conflict(_)) if tries < TRIES && self.holds(finishes.as_ref()).await => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    pub(crate) async fn load_launch(&self, id: &LaunchId) -> Result<Versioned<Launch>, PortalError> {
        let found = self.store.launch(id).await?;
        found.ok_or_else(|| PortalError::not_found(format!("start {id} of a workflow")))
    }

    async fn launch_named(&self, id: &LaunchId) -> Result<Launch, PortalError> {
        Ok(self.load_launch(id).await?.value)
    }

    /// A workflow that people can start, or what keeps it from being one.
    pub(super) async fn workflow(
        &self,
        declaration: &Declaration,
        file: &str,
        reference: &str,
    ) -> Result<WorkflowFile, PortalError> {
        let repository = &declaration.repository;
        let workflows = in_time(self.workflows_of(repository, reference)).await.map_err(refused_by)?;
        if let Some(workflow) = workflows.iter().find(|workflow| workflow.file == file) {
            return Ok(workflow.clone());
        }
        let plain = !file.contains(['/', '\\']);
        let there = match plain {
            true => {
                let path = format!("{FOLDER}/{file}");
                in_time(self.pipelines.file(repository, &path, reference)).await.map_err(refused_by)?
            }
            false => None,
        };
        Err(match there {
            Some(_) => PortalError::conflict(format!(
                "{file} in {repository} cannot be started by people: it has no trigger workflow_dispatch at {reference}."
            )),
            None => PortalError::new(
                ErrorCode::NotFound,
                format!("There is no workflow {file} in {repository} at {reference}."),
            ),
        })
    }

    /// The names that inputs of the kind environment take, if the workflow has such.
    pub(super) async fn environments_for(
        &self,
        declaration: &Declaration,
        workflow: &WorkflowFile,
    ) -> Result<Vec<String>, PortalError> {
        match names_environments(workflow) {
            true => in_time(self.pipelines.environments(&declaration.repository)).await.map_err(refused_by),
            false => Ok(Vec::new()),
        }
    }
}

pub(super) fn not_started(why: Reason) -> PortalError {
    PortalError::conflict(format!("Nothing was started: {why}.")).for_reason(why)
}

fn reference(text: Option<String>) -> Result<Option<String>, PortalError> {
    let reference = optional("reference", text, LONGEST_REFERENCE)?;
    let odd = |c: char| c.is_control() || c.is_whitespace() || "~^:?*[\\".contains(c);
    match reference.as_ref().is_some_and(|text| text.contains(odd) || text.starts_with('-')) {
        true => Err(PortalError::invalid("Nothing was started: that is the name of no branch or tag.")
            .at("reference", "must be the name of a branch or tag")),
        false => Ok(reference),
    }
}

/// What the audit trail hears of: that it was asked for, and how it ended.
fn told(launch: &Launch) -> bool {
    !matches!(launch.state, LaunchState::Pending | LaunchState::Sending { .. })
}

fn note(before: Option<&Launch>, next: &Launch) -> AuditNote {
    let kind = if next.action.is_some() { "action" } else { "pipeline" };
    let (verb, why) = match (&next.state, before) {
        (LaunchState::Refused { reason, .. }, _) => ("refused", Some(reason.clone())),
        (LaunchState::Lost { reason, .. }, _) => ("lost", Some(reason.clone())),
        (LaunchState::Started { .. }, _) => ("started", next.reason.clone()),
        (LaunchState::Pending | LaunchState::Sending { .. }, _) => ("requested", next.reason.clone()),
    };
    AuditNote {
        action: format!("{kind}.{verb}"),
        subject: next.id.to_string(),
        team: Some(next.team.clone()),
        why,
        before: match before {
            Some(before) => json!({ "state": before.state.as_str() }),
            None => numbers(next, |change| change.before),
        },
        after: after(next),
    }
}

fn after(launch: &Launch) -> Value {
    let mut after = json!({
        "state": launch.state.as_str(),
        "service": launch.service,
        "workflow": launch.workflow.file,
        "repository": launch.workflow.repository,
        "reference": launch.workflow.reference,
        "inputs": launch.inputs,
    });
    if let Some(run) = launch.run() {
        after["run"] = json!({ "id": run.id, "url": run.url });
    }
    if let Some(action) = &launch.action {
        after["action"] = json!(action.name);
        after["stage"] = json!(action.stage);
        after["region"] = json!(action.region);
        after["numbers"] = numbers(launch, |change| Some(change.after));
    }
    after
}

/// Input → number, of what an action changes.
fn numbers(launch: &Launch, number: impl Fn(&domain::pipeline::Change) -> Option<i64>) -> Value {
    let changes = launch.action.iter().flat_map(|action| &action.changes);
    let numbers: serde_json::Map<String, Value> =
        changes.map(|change| (change.input.clone(), json!(number(change)))).collect();
    if numbers.is_empty() { Value::Null } else { Value::Object(numbers) }
}
