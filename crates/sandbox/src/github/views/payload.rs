use super::{Links, deployment, full_repository, job, reviewers, run, simple_user, time, workflow};
use crate::github::model::{Change, Job, Run};
use crate::github::repositories::Repository;
use serde_json::{Value, json};

/// What a webhook says of a change of a run.
pub fn payload(links: &Links, repository: &Repository, of: &Run, change: &Change) -> Value {
    let mut payload = json!({
        "repository": full_repository(links, repository), "sender": simple_user(links, &of.actor),
        "organization": {"login": repository.owner},
    });
    match change {
        Change::Run { action } => {
            payload["action"] = (*action).into();
            payload["workflow_run"] = run(links, repository, of, false);
            let file = repository.workflow(of.workflow.file());
            payload["workflow"] = file.map_or(Value::Null, |file| workflow(links, repository, file));
        }
        Change::Job { id, action } => {
            payload["action"] = (*action).into();
            payload["workflow_job"] = find(of, *id).map_or(Value::Null, |found| job(links, of, found, false));
        }
        Change::Rule { job } => {
            let found = find(of, *job);
            let url = links.run(&of.repository, of.id);
            payload["action"] = "requested".into();
            payload["environment"] = found.and_then(|job| job.environment.clone()).into();
            payload["event"] = of.event.clone().into();
            payload["deployment_callback_url"] = format!("{url}/deployment_protection_rule").into();
            payload["deployment"] = found.map_or(Value::Null, |job| deployment(links, of, job));
            payload["pull_requests"] = json!([]);
            payload["installation"] = json!({"id": 1});
        }
        Change::Review { job, action } => {
            let found = find(of, *job);
            payload["action"] = (*action).into();
            payload["since"] = time(found.map_or(of.created_at, |job| job.created_at));
            payload["workflow_run"] = run(links, repository, of, false);
            let gates = found.map(|job| &job.gates);
            payload["reviewers"] = gates
                .map_or_else(Vec::new, |it| reviewers(links, &of.repository, &it.reviewers, &it.teams))
                .into();
            match gates.and_then(|gates| gates.review.as_ref()) {
                Some(review) => {
                    payload["approver"] = simple_user(links, &review.login);
                    payload["comment"] = review.comment.clone().into();
                }
                None => payload["environment"] = found.and_then(|job| job.environment.clone()).into(),
            }
        }
    }
    payload
}

fn find(run: &Run, id: u64) -> Option<&Job> {
    run.jobs.iter().find(|job| job.id == id)
}
