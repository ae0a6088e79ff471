//! The stand-in for GitHub: dispatches, runs, jobs and logs, over HTTP.

mod github_support;

use github_support::{Caller, LIVE_API, deployment, start};
use reqwest::{Method, StatusCode};
use sandbox::github::{Conclusion, FailingRun, FaultPlan, Status, Times};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const DISPATCH: &str = "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches";

#[tokio::test]
async fn a_dispatch_becomes_a_run_that_succeeds() {
    let caller = start().await;
    let answer =
        caller.dispatch("acme/live-api", "deploy.yml", deployment("eu-west-3", "staging", "d1")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let (details, id) = (answer.json(), caller.github.runs()[0].id);
    assert_eq!(details["workflow_run_id"], id);
    assert_eq!(details["run_url"], format!("{}{LIVE_API}/actions/runs/{id}", caller.github.url()));
    assert_eq!(details["html_url"], format!("{}/acme/live-api/actions/runs/{id}", caller.github.url()));

    let record = caller.until_newest_is(Status::Completed).await;
    assert_eq!(record.conclusion, Some(Conclusion::Success));
    assert_eq!(record.title, "Deploy v2.5.0 to staging eu-west-3 [d1]");
    assert_eq!(record.inputs["region"], "eu-west-3");
    assert_eq!(caller.calls_of(DISPATCH), 1);

    let run = caller.get(&format!("{LIVE_API}/actions/runs/{id}")).await.json();
    let facts = ["status", "conclusion", "event", "head_branch", "name", "path"]
        .map(|name| run[name].as_str().expect(name));
    assert_eq!(
        facts,
        ["completed", "success", "workflow_dispatch", "main", "Deploy", ".github/workflows/deploy.yml"]
    );
    assert_eq!((&run["run_attempt"], &run["run_number"]), (&json!(1), &json!(1)));
    assert_eq!(run["actor"]["login"], "slipway");
}

#[tokio::test]
async fn a_dispatch_without_details_is_answered_with_nothing() {
    let caller = start().await;
    let path = format!("{LIVE_API}/actions/workflows/build.yml/dispatches");
    let answer = caller.post(&path, json!({"ref": "refs/heads/main"})).await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::NO_CONTENT, ""));
    let tag = caller.post(&path, json!({"ref": "v2.4.0"})).await;
    assert_eq!(tag.status, StatusCode::NO_CONTENT);
    let branches: Vec<String> = caller.github.runs().into_iter().map(|run| run.branch).collect();
    assert_eq!(branches, ["main", "v2.4.0"]);
}

#[tokio::test]
async fn dispatches_are_refused_in_githubs_words() {
    let caller = start().await;
    let inputs = |changes: Value| {
        let mut inputs = deployment("eu-west-3", "staging", "d1");
        for (name, value) in changes.as_object().expect("changes") {
            inputs[name] = value.clone();
        }
        json!({"ref": "main", "inputs": inputs})
    };
    let cases = [
        (json!({"ref": "gone"}), "No ref found for: gone"),
        (json!({}), "Invalid request.\n\n\"ref\" wasn't supplied."),
        (json!({"ref": "main"}), "Required input 'region' not provided"),
        (inputs(json!({"foo": "1"})), r#"Unexpected inputs provided: ["foo"]"#),
        (
            inputs(json!({"stage": "qa"})),
            "Provided value 'qa' for input 'stage' not in the list of allowed values",
        ),
    ];
    for (body, message) in cases {
        let answer = caller.post(&format!("{LIVE_API}/actions/workflows/deploy.yml/dispatches"), body).await;
        assert_eq!((answer.status, answer.message().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, message));
    }
    let scale = json!({"region": "eu-west-3", "wait": "perhaps"});
    let answer = caller.dispatch("acme/live-api", "scale.yml", scale).await;
    assert_eq!(
        answer.message(),
        "Provided value 'perhaps' for input 'wait' not in the list of allowed values"
    );
    let unknown = caller.dispatch("acme/live-api", "nothing.yml", json!({})).await;
    assert_eq!((unknown.status, unknown.message().as_str()), (StatusCode::NOT_FOUND, "Not Found"));
    assert_eq!(caller.dispatch("acme/nothing", "deploy.yml", json!({})).await.status, StatusCode::NOT_FOUND);
    assert!(caller.github.runs().is_empty());
}

#[tokio::test]
async fn defaults_and_plain_json_values_are_inputs() {
    let caller = start().await;
    let answer =
        caller.dispatch("acme/live-api", "scale.yml", json!({"region": "us-east-1", "tasks": 7})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let expected = BTreeMap::from([
        pair("region", "us-east-1"),
        pair("stage", "dev"),
        pair("tasks", "7"),
        pair("wait", "true"),
    ]);
    assert_eq!(caller.github.runs()[0].inputs, expected);
}

#[tokio::test]
async fn jobs_have_steps_and_logs() {
    let caller = start().await;
    let run = caller.deploy("eu-west-3", "staging").await;
    caller.until_newest_is(Status::Completed).await;
    let list = caller.get(&format!("{run}/jobs?filter=latest")).await.json();
    assert_eq!(list["total_count"], 2);
    let job = &list["jobs"][0];
    assert_eq!(
        (job["name"].as_str(), job["conclusion"].as_str()),
        (Some("Deploy to eu-west-3"), Some("success"))
    );
    let steps: Vec<&str> = job["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|step| step["name"].as_str().expect("a name"))
        .collect();
    assert_eq!(
        steps,
        ["Set up job", "Run actions/checkout@v4", "Verify the artifact", "Roll out", "Complete job"]
    );
    assert_eq!(job["steps"][4]["number"], 5);

    let answer = caller.get(&format!("{LIVE_API}/actions/jobs/{}/logs", job["id"])).await;
    assert_eq!(answer.status, StatusCode::FOUND);
    // Whoever has the link may read it.
    let log = caller.call(Method::GET, answer.header("location"), "", None).await;
    assert_eq!(log.status, StatusCode::OK);
    assert!(log.header("content-type").starts_with("text/plain"));
    assert!(log.text.contains("Z Rolling out live-api v2.5.0 to staging in eu-west-3\n"), "{}", log.text);
    let forged = answer.header("location").replace("sig=", "sig=0");
    assert_eq!(caller.call(Method::GET, &forged, "", None).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn jobs_wait_for_those_that_they_need() {
    let caller = start().await;
    caller.github.faults().change(|plan| plan.runs_never_end = true);
    let run = caller.deploy("eu-west-3", "dev").await;
    caller.until_newest_is(Status::InProgress).await;
    let jobs = caller.get(&format!("{run}/jobs")).await.json();
    let states = [0, 1].map(|place| jobs["jobs"][place]["status"].as_str().expect("a status").to_owned());
    assert_eq!(states, ["in_progress", "queued"]);
    assert_eq!(jobs["jobs"][0]["conclusion"], Value::Null);
    let log = format!("{LIVE_API}/actions/jobs/{}/logs", jobs["jobs"][0]["id"]);
    assert_eq!(caller.get(&log).await.status, StatusCode::NOT_FOUND);
    caller.github.faults().clear();
    caller.until_newest_is(Status::Completed).await;
}

#[tokio::test]
async fn a_run_is_cancelled_once() {
    let caller = start().await;
    caller.github.faults().change(|plan| plan.runs_never_end = true);
    let run = caller.deploy("eu-west-3", "dev").await;
    caller.until_newest_is(Status::InProgress).await;
    let answer = caller.post(&format!("{run}/cancel"), json!({})).await;
    assert_eq!((answer.status, answer.json()), (StatusCode::ACCEPTED, json!({})));
    assert_eq!(caller.until_newest_is(Status::Completed).await.conclusion, Some(Conclusion::Cancelled));
    let again = caller.post(&format!("{run}/cancel"), json!({})).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(again.message(), "Cannot cancel a workflow run that is completed.");
}

#[tokio::test]
async fn failed_jobs_run_again() {
    let caller = start().await;
    fail_once(&caller, "eu-west-3");
    let run = caller.deploy("eu-west-3", "dev").await;
    assert_eq!(caller.until_newest_is(Status::Completed).await.conclusion, Some(Conclusion::Failure));
    let jobs = caller.get(&format!("{run}/jobs")).await.json();
    let conclusions =
        [0, 1].map(|place| jobs["jobs"][place]["conclusion"].as_str().expect("an end").to_owned());
    assert_eq!(conclusions, ["failure", "skipped"]);

    let again = caller.post(&format!("{run}/rerun-failed-jobs"), json!({})).await;
    assert_eq!((again.status, again.json()), (StatusCode::CREATED, json!({})));
    let record = caller
        .until("a second attempt", |runs| runs[0].attempt == 2 && runs[0].status == Status::Completed)
        .await
        .remove(0);
    assert_eq!(record.conclusion, Some(Conclusion::Success));
    assert_eq!(caller.get(&format!("{run}/jobs")).await.json()["total_count"], 2);
    assert_eq!(caller.get(&format!("{run}/jobs?filter=all")).await.json()["total_count"], 4);
    let nothing = caller.post(&format!("{run}/rerun-failed-jobs"), json!({})).await;
    assert_eq!(nothing.status, StatusCode::FORBIDDEN);
    assert_eq!(caller.post(&format!("{run}/rerun"), json!({})).await.status, StatusCode::CREATED);
}

fn fail_once(caller: &Caller, region: &str) {
    let inputs = BTreeMap::from([("region".to_owned(), region.to_owned())]);
    let failing = FailingRun { workflow: Some("deploy.yml".to_owned()), inputs, times: Times::Next(1) };
    caller.github.faults().set(FaultPlan { failing: vec![failing], ..FaultPlan::default() });
}

#[tokio::test]
async fn runs_are_listed_filtered_and_paged() {
    let caller = start().await;
    for region in ["ap-northeast-2", "eu-west-3", "us-east-1"] {
        caller.deploy(region, "dev").await;
    }
    caller.dispatch("acme/live-api", "build.yml", json!({})).await;
    caller.dispatch("acme/player", "build.yml", json!({})).await;
    caller.until("all runs", |runs| runs.iter().all(|run| run.status == Status::Completed)).await;
    let count = async |query: &str| {
        caller.get(&format!("{LIVE_API}/actions/{query}")).await.json()["total_count"].clone()
    };
    assert_eq!(count("runs").await, 4);
    assert_eq!(count("workflows/deploy.yml/runs").await, 3);
    let created =
        caller.get(&format!("{LIVE_API}/actions/runs")).await.json()["workflow_runs"][3]["created_at"]
            .clone();
    let created = created.as_str().expect("a time");
    for (query, expected) in [
        ("event=workflow_dispatch&branch=main&status=success".to_owned(), 4),
        (format!("created=%3E%3D{created}"), 4),
        ("created=%3C2020-01-01".to_owned(), 0),
        ("status=completed".to_owned(), 4),
        ("status=queued".to_owned(), 0),
        ("branch=other".to_owned(), 0),
        ("event=push".to_owned(), 0),
    ] {
        assert_eq!(count(&format!("runs?{query}")).await, expected, "{query}");
    }
    let page = caller.get(&format!("{LIVE_API}/actions/runs?per_page=3&event=workflow_dispatch")).await;
    let runs = page.json()["workflow_runs"].as_array().expect("runs").clone();
    assert_eq!(runs.len(), 3);
    assert_eq!(runs[0]["name"], "Build");
    let link = page.header("link");
    let next = link.split(['<', '>']).nth(1).expect("a link");
    assert!(link.contains("rel=\"next\"") && next.contains("event=workflow_dispatch"), "{link}");
    assert_eq!(caller.get(next).await.json()["workflow_runs"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn workflows_are_listed() {
    let caller = start().await;
    let list = caller.get(&format!("{LIVE_API}/actions/workflows")).await.json();
    assert_eq!(list["total_count"], 5);
    let deploy = &list["workflows"][1];
    assert_eq!((&deploy["name"], &deploy["state"]), (&json!("Deploy"), &json!("active")));
    let by_id = caller.get(&format!("{LIVE_API}/actions/workflows/{}", deploy["id"])).await;
    assert_eq!(by_id.json(), *deploy);
}
