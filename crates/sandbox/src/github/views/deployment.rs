use super::{Links, node_id, simple_team, simple_user, time};
use crate::github::model::{Job, Run};
use crate::github::repositories::number;
use serde_json::{Value, json};

/// An environment as others mention it.
pub fn environment(links: &Links, full_name: &str, name: &str) -> Value {
    let id = number(&format!("{full_name}#{name}"));
    json!({
        "id": id, "node_id": node_id("EN", id), "name": name,
        "url": format!("{}/environments/{name}", links.repository(full_name)),
        "html_url": format!("{}/{full_name}/deployments/activity_log?environments_filter={name}", links.web),
    })
}

/// A job's deployment that waits for a review.
pub fn pending(links: &Links, run: &Run, job: &Job, login: &str) -> Value {
    json!({
        "environment": environment(links, &run.repository, job.environment.as_deref().unwrap_or_default()),
        "wait_timer": 0, "wait_timer_started_at": null,
        "current_user_can_approve": job.gates.admits(login, &run.actor),
        "reviewers": reviewers(links, &run.repository, &job.gates.reviewers, &job.gates.teams),
    })
}

/// People and teams that may approve.
pub fn reviewers(links: &Links, repository: &str, people: &[String], teams: &[String]) -> Vec<Value> {
    let owner = repository.split('/').next().unwrap_or_default();
    let people = people.iter().map(|login| json!({"type": "User", "reviewer": simple_user(links, login)}));
    let teams = teams.iter().map(|team| json!({"type": "Team", "reviewer": simple_team(links, owner, team)}));
    people.chain(teams).collect()
}

/// A job's deployment.
pub fn deployment(links: &Links, run: &Run, job: &Job) -> Value {
    let url = links.repository(&run.repository);
    let name = job.environment.as_deref().unwrap_or_default();
    json!({
        "id": job.id, "node_id": node_id("DE", job.id), "url": format!("{url}/deployments/{}", job.id), "sha": run.sha,
        "ref": run.branch, "task": "deploy", "payload": {}, "original_environment": name, "environment": name,
        "description": null, "creator": simple_user(links, &run.actor), "created_at": time(job.created_at),
        "updated_at": time(job.created_at), "statuses_url": format!("{url}/deployments/{}/statuses", job.id),
        "repository_url": url, "transient_environment": false, "production_environment": name == "prod",
    })
}
