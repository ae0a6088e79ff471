use super::{Links, maybe, minimal_repository, node_id, simple_user, time};
use crate::github::model::{Conclusion, Job, Run, Step};
use crate::github::repositories::{Repository, number, sha};
use crate::github::workflow::Workflow;
use serde_json::{Value, json};

/// `bare`: without the fields that GitHub may leave null.
pub fn run(links: &Links, repository: &Repository, run: &Run, bare: bool) -> Value {
    let url = links.run(&run.repository, run.id);
    let actor = simple_user(links, &run.actor);
    let suite = number(&format!("suite {}", run.id));
    let of_repository = links.repository(&run.repository);
    let mut view = json!({
        "id": run.id, "node_id": node_id("WFR", run.id), "name": run.workflow.name, "display_title": run.title,
        "head_branch": run.branch, "head_sha": run.sha, "path": run.workflow.path, "run_number": run.number,
        "event": run.event, "status": run.status, "conclusion": run.conclusion, "workflow_id": run.workflow.id,
        "check_suite_id": suite, "check_suite_node_id": node_id("CS", suite), "url": url,
        "html_url": links.page(&run.repository, run.id), "pull_requests": [], "created_at": time(run.created_at),
        "updated_at": time(run.updated_at), "run_started_at": time(run.started_at), "run_attempt": run.attempt,
        "actor": actor, "triggering_actor": actor, "referenced_workflows": [],
        "head_commit": head_commit(repository, run), "head_repository_id": repository.id,
        "repository": minimal_repository(links, repository), "head_repository": minimal_repository(links, repository),
        "jobs_url": format!("{url}/jobs"), "logs_url": format!("{url}/logs"), "cancel_url": format!("{url}/cancel"),
        "rerun_url": format!("{url}/rerun"), "artifacts_url": format!("{url}/artifacts"),
        "check_suite_url": format!("{of_repository}/check-suites/{suite}"),
        "workflow_url": format!("{of_repository}/actions/workflows/{}", run.workflow.id),
        "previous_attempt_url": (run.attempt > 1).then(|| format!("{url}/attempts/{}", run.attempt - 1)),
    });
    if bare {
        for name in ["name", "head_branch", "head_commit"] {
            view[name] = Value::Null;
        }
    }
    view
}

fn head_commit(repository: &Repository, run: &Run) -> Value {
    let Some(commit) = repository.commit(&run.sha) else {
        return Value::Null;
    };
    let person = json!({"name": commit.author, "email": format!("{}@example.com", commit.author)});
    json!({
        "id": commit.sha, "tree_id": sha(&format!("tree {}", commit.sha)), "message": commit.message,
        "timestamp": time(commit.at), "author": person, "committer": person,
    })
}

/// `bare`: without the fields that GitHub may leave null.
pub fn job(links: &Links, run: &Run, job: &Job, bare: bool) -> Value {
    let url = format!("{}/actions/jobs/{}", links.repository(&run.repository), job.id);
    let runs = job.started_at.is_some() && job.conclusion != Some(Conclusion::Skipped);
    let mut view = json!({
        "id": job.id, "run_id": run.id, "workflow_name": run.workflow.name, "head_branch": run.branch,
        "run_url": links.run(&run.repository, run.id), "run_attempt": job.attempt, "node_id": node_id("CR", job.id),
        "head_sha": run.sha, "url": url,
        "html_url": format!("{}/job/{}", links.page(&run.repository, run.id), job.id), "status": job.status,
        "conclusion": job.conclusion, "created_at": time(job.created_at),
        // GitHub never leaves it null: a job that has not begun shows when it was made.
        "started_at": time(job.started_at.unwrap_or(job.created_at)), "completed_at": maybe(job.completed_at),
        "name": job.name, "steps": steps(&job.steps),
        "check_run_url": format!("{}/check-runs/{}", links.repository(&run.repository), job.id), "labels": job.labels,
        "runner_id": runs.then_some(1), "runner_name": runs.then_some("Sandbox 1"),
        "runner_group_id": runs.then_some(1), "runner_group_name": runs.then_some("Default"),
    });
    if bare {
        for name in ["workflow_name", "head_branch"] {
            view[name] = Value::Null;
        }
    }
    view
}

fn steps(steps: &[Step]) -> Vec<Value> {
    let step = |(place, step): (usize, &Step)| {
        json!({
            "name": step.name, "status": step.status, "conclusion": step.conclusion, "number": place + 1,
            "started_at": maybe(step.started_at), "completed_at": maybe(step.completed_at),
        })
    };
    steps.iter().enumerate().map(step).collect()
}

pub fn workflow(links: &Links, repository: &Repository, workflow: &Workflow) -> Value {
    let full_name = repository.full_name();
    let created = repository.commits.first().map(|commit| commit.at).unwrap_or_default();
    let page = format!("{}/{full_name}", links.web);
    json!({
        "id": workflow.id, "node_id": node_id("W", workflow.id), "name": workflow.name, "path": workflow.path,
        "state": "active", "created_at": time(created), "updated_at": time(created),
        "url": format!("{}/actions/workflows/{}", links.repository(&full_name), workflow.id),
        "html_url": format!("{page}/blob/{}/{}", repository.default_branch, workflow.path),
        "badge_url": format!("{page}/workflows/{}/badge.svg", workflow.file()),
    })
}
