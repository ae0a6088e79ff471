use super::{Links, deployment, full_repository, job, run, simple_user, workflow};
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
    }
    payload
}

fn find(run: &Run, id: u64) -> Option<&Job> {
    run.jobs.iter().find(|job| job.id == id)
}
