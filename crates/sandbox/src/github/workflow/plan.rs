use super::expression::Context;
use super::read::{JobPlan, StepPlan, Workflow};
use super::script;
use crate::github::model::{Acted, Conclusion, Gates, Job, Run, Status, Step};
use crate::github::repositories::{Environment, Repository};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Key of the step that GitHub adds at the end; no id may look like it.
const COMPLETE: &str = "complete job";

/// Where a plan's numbers come from.
pub struct Attempt<'a> {
    pub number: u32,
    pub now: Timestamp,
    /// Its jobs really run.
    pub acted: bool,
    pub next_id: &'a mut dyn FnMut() -> u64,
}

/// What a run is called: the file's `run-name`, or the workflow's name.
pub fn title(workflow: &Workflow, run: &Run) -> String {
    let title = workflow.run_name.as_ref().map(|name| context(workflow, run).fill(name));
    title.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| workflow.name.clone())
}

/// The jobs of a run's first attempt.
pub fn plan(repository: &Repository, workflow: &Workflow, run: &Run, attempt: &mut Attempt<'_>) -> Vec<Job> {
    let context = context(workflow, run);
    workflow.jobs.iter().map(|plan| job(repository, plan, &context, attempt)).collect()
}

fn context(workflow: &Workflow, run: &Run) -> Context {
    let facts = [
        ("actor", run.actor.clone()),
        ("event_name", run.event.clone()),
        ("ref_name", run.branch.clone()),
        ("ref", format!("refs/heads/{}", run.branch)),
        ("repository", run.repository.clone()),
        ("run_attempt", run.attempt.to_string()),
        ("run_id", run.id.to_string()),
        ("run_number", run.number.to_string()),
        ("sha", run.sha.clone()),
        ("workflow", workflow.name.clone()),
    ];
    let github = facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let context = Context { inputs: run.inputs.clone(), github, env: BTreeMap::new() };
    with_env(&context, &workflow.env)
}

fn with_env(context: &Context, env: &BTreeMap<String, String>) -> Context {
    let mut inner = context.clone();
    inner.env.extend(env.iter().map(|(name, value)| (name.clone(), context.fill(value))));
    inner
}

fn job(repository: &Repository, plan: &JobPlan, context: &Context, attempt: &mut Attempt<'_>) -> Job {
    let context = with_env(context, &plan.env);
    let name = plan.name.as_ref().map_or_else(|| plan.key.clone(), |name| context.fill(name));
    let environment =
        plan.environment.as_ref().map(|name| context.fill(name)).filter(|name| !name.is_empty());
    let protection = environment.as_ref().and_then(|name| repository.environments.get(name));
    Job {
        id: (attempt.next_id)(),
        attempt: attempt.number,
        key: plan.key.clone(),
        needs: plan.needs.clone(),
        gates: protection.map(gates).unwrap_or_default(),
        environment,
        labels: plan.labels.clone(),
        status: Status::Queued,
        conclusion: None::<Conclusion>,
        created_at: attempt.now,
        started_at: None,
        completed_at: None,
        steps: steps(&name, plan, &context, attempt.acted),
        acted: attempt.acted.then(Acted::default),
        name,
    }
}

fn gates(environment: &Environment) -> Gates {
    Gates {
        reviewers: environment.reviewers.clone(),
        teams: environment.reviewer_teams.clone(),
        no_self_review: environment.prevent_self_review,
        rule: environment.protection_rule,
        ..Gates::default()
    }
}

/// Those of the file between the two that GitHub adds.
fn steps(job: &str, plan: &JobPlan, context: &Context, acted: bool) -> Vec<Step> {
    let set_up =
        ["Current runner version: 'sandbox'", "Prepare workflow directory", "Prepare all required actions"];
    let set_up = Step::new("Set up job".to_owned(), set_up.map(str::to_owned).to_vec(), 0);
    let complete = vec![format!("Cleaning up orphan processes of {job}")];
    let complete = Step::new("Complete job".to_owned(), complete, 0);
    let complete = Step { key: COMPLETE.to_owned(), ..complete };
    let own = plan.steps.iter().enumerate().map(|(place, plan)| Step {
        key: plan.id.clone().unwrap_or_else(|| place.to_string()),
        ..step(plan, context, acted)
    });
    [set_up].into_iter().chain(own).chain([complete]).collect()
}

fn step(plan: &StepPlan, context: &Context, acted: bool) -> Step {
    let context = with_env(context, &plan.env);
    let named = plan.name.as_ref().map(|name| context.fill(name));
    match (&plan.run, &plan.uses) {
        (Some(run), _) => {
            let run = context.fill(run);
            let script = run.trim_end();
            let (log, exit) = match acted {
                true => (script::heading(script, &context.env), 0),
                false => script::played(script, &context.env),
            };
            Step::new(
                named.unwrap_or_else(|| format!("Run {}", run.lines().next().unwrap_or_default())),
                log,
                exit,
            )
        }
        (None, uses) => {
            let uses = uses.clone().unwrap_or_default();
            let log = vec![format!("##[group]Run {uses}"), "##[endgroup]".to_owned()];
            Step::new(named.unwrap_or_else(|| format!("Run {uses}")), log, 0)
        }
    }
}
