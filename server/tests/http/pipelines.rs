//! Pipelines and guarded actions over the API, as pages, and live.

use crate::live::Stream;
use crate::support::{Answer, REPOSITORY, TestApp};
use axum::http::StatusCode;
use domain::pipeline::{Conclusion, InputKind, WorkflowFile, WorkflowInput};
use serde_json::{Value, json};
use services::ports::DISPATCH_INPUT;
use simulated::{PipelineFault, PipelineRule, PipelineTiming};
use std::time::Duration;

const RESTART: &str = "/api/v1/pipelines/acme/live-api/workflows/restart.yml/runs";

/// Gives the repository the workflows that its service speaks of, and one that people start.
pub fn declare(app: &TestApp) {
    let input = |name: &str, required: bool, kind: InputKind| WorkflowInput {
        name: name.to_owned(),
        description: Some("<b>as it is</b>".to_owned()),
        required,
        default: None,
        kind,
    };
    let text = |name: &str| input(name, true, InputKind::Text);
    let regions = ["eu-west-3", "us-east-1"].map(str::to_owned).to_vec();
    let deploy = ["stage", "region", "version", "artifact", "digest"].map(text).to_vec();
    let scale = vec![text("stage"), text("region"), input("tasks", true, InputKind::Number)];
    let restart = vec![
        input("region", true, InputKind::Choice { options: regions }),
        input("stage", false, InputKind::Environment),
        input("graceful", false, InputKind::Boolean),
    ];
    for (file, mut inputs) in [("deploy.yml", deploy), ("scale.yml", scale), ("restart.yml", restart)] {
        inputs.push(input(DISPATCH_INPUT, false, InputKind::Text));
        let run_name = Some(format!("Run [${{{{ inputs.{DISPATCH_INPUT} }}}}]"));
        let workflow = WorkflowFile {
            file: file.into(),
            name: format!("The {file}"),
            inputs,
            run_name,
            disabled: false,
        };
        app.pipelines.put_workflow(REPOSITORY, workflow);
    }
    app.pipelines.put_environments(REPOSITORY, &["dev", "prod"]);
}

pub fn scaling(tasks: &str) -> Value {
    json!({"stage": "dev", "region": "eu-west-3", "inputs": {"tasks": tasks}, "reason": "Busy"})
}

async fn started(app: &TestApp, region: &str) -> Value {
    let body = json!({"inputs": {"region": region}, "reason": "It leaks"});
    let answer = app.post(RESTART, &body).token("streaming-developer").send().await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    let location = answer.header("location").to_owned();
    app.portal.settle().await.expect("settles");
    app.get(&location).token("payments-lead").send().await.json()
}

/// A run that was started outside the portal, and its job.
pub async fn running(app: &TestApp) -> (String, String) {
    use services::ports::{Dispatch, Pipelines};
    app.pipelines.set_timing(PipelineTiming { looks: 1_000, ..PipelineTiming::default() });
    let workflow = domain::rollout::Workflow {
        repository: REPOSITORY.to_owned(),
        file: "restart.yml".to_owned(),
        reference: "main".to_owned(),
    };
    let dispatch = Dispatch { workflow, inputs: Default::default(), id: "by-hand".to_owned(), traced: true };
    let run = app.pipelines.start_behind_the_back(&dispatch);
    let jobs = app.pipelines.jobs(REPOSITORY, &run.id).await.expect("jobs");
    app.pipelines.set_timing(PipelineTiming::default());
    (run.id, jobs[0].id.clone())
}

#[tokio::test]
async fn a_workflow_is_found_started_and_watched() {
    let app = TestApp::start().await;
    declare(&app);
    let list = app.get("/api/v1/pipelines").token("streaming-on-call").send().await.json();
    let repository = &list["items"][0];
    assert_eq!(repository["service"], "live-api", "{list}");
    let workflows = repository["workflows"].as_array().expect("workflows");
    let may = |file: &str| {
        let found = workflows.iter().find(|workflow| workflow["file"] == file).expect("is listed");
        found["may_start"]["code"].as_str().unwrap_or("yes").to_owned()
    };
    assert_eq!(
        (may("restart.yml"), may("deploy.yml"), may("scale.yml")),
        ("yes".into(), "by-rollout".into(), "guarded".into())
    );
    let names: Vec<&str> = workflows[2]["inputs"]
        .as_array()
        .expect("inputs")
        .iter()
        .filter_map(|i| i["name"].as_str())
        .collect();
    assert_eq!(names, ["region", "stage", "graceful"], "what the portal fills in is its own business");
    let run = started(&app, "eu-west-3").await;
    assert_eq!(run["launch"]["reason"], "It leaks", "{run}");
    let id = run["run"]["id"].as_str().expect("a run").to_owned();
    let path = format!("/api/v1/pipelines/acme/live-api/runs/{id}");
    let after = app.get(&path).token("payments-lead").send().await.json();
    assert_eq!(
        (&after["run"]["status"], &after["may"]["rerun_failed"]["code"]),
        (&json!("success"), &json!("role"))
    );
    let job = after["jobs"][0]["id"].as_str().expect("a job");
    let log = app.get(&format!("{path}/jobs/{job}/log")).token("payments-lead").send().await.json();
    assert!(log["text"].as_str().expect("text").contains("region=eu-west-3"), "{log}");
    let runs = app
        .get("/api/v1/pipelines/acme/live-api/runs?status=success")
        .token("payments-lead")
        .send()
        .await
        .json();
    assert_eq!(runs["items"][0]["launched_by"], "streaming-developer", "{runs}");
    let none = app
        .get("/api/v1/pipelines/acme/live-api/runs?status=failed")
        .token("payments-lead")
        .send()
        .await
        .json();
    assert_eq!(none["items"], json!([]));
}

#[tokio::test]
async fn what_does_not_fit_is_said_field_by_field() {
    let app = TestApp::start().await;
    declare(&app);
    let post = |body: Value| app.post(RESTART, &body).token("streaming-developer").send();
    let answer =
        post(json!({"inputs": {"region": "moon", "graceful": "perhaps", "stage": "nowhere", "x": "1"}}))
            .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<String> = answer.json()["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .filter_map(|field| field["field"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(fields, ["inputs.region", "inputs.stage", "inputs.graceful", "inputs.x"]);
    for (path, status) in [
        ("/api/v1/pipelines/acme/live-api/workflows/nothing.yml/runs", StatusCode::NOT_FOUND),
        ("/api/v1/pipelines/acme/live-api/workflows/deploy.yml/runs", StatusCode::CONFLICT),
        ("/api/v1/pipelines/acme/secret/workflows/restart.yml/runs", StatusCode::NOT_FOUND),
    ] {
        let answer = app.post(path, &json!({})).token("streaming-developer").send().await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
    }
    for path in
        ["acme/secret/runs", "acme/live-api/runs/99", "acme/live-api/runs/lch_1", "acme/secret/workflows"]
    {
        let answer = app.get(&format!("/api/v1/pipelines/{path}")).token("streaming-lead").send().await;
        assert_eq!(answer.problem(), "not-found", "{path}");
    }
    assert!(app.pipelines.started().is_empty());
}

#[tokio::test]
async fn one_key_starts_one_run() {
    let app = TestApp::start().await;
    declare(&app);
    let send = |region: &'static str| {
        let call = app.post(RESTART, &json!({"inputs": {"region": region}})).token("streaming-lead");
        call.header("idempotency-key", "once").send()
    };
    let first = send("eu-west-3").await.json();
    app.portal.settle().await.expect("settles");
    assert_eq!(send("eu-west-3").await.json()["id"], first["id"]);
    assert_eq!(send("us-east-1").await.status, StatusCode::CONFLICT);
    app.portal.settle().await.expect("settles");
    assert_eq!(app.pipelines.started().len(), 1);
}

#[tokio::test]
async fn githubs_refusals_are_not_the_callers() {
    let app = TestApp::start().await;
    declare(&app);
    let run = started(&app, "eu-west-3").await;
    let id = run["run"]["id"].as_str().expect("a run");
    let path = format!("/api/v1/pipelines/acme/live-api/runs/{id}");
    let words = "no (it lacks the permission actions=read)".to_owned();
    for (fault, status, code) in [
        (PipelineFault::Forbid(words), StatusCode::BAD_GATEWAY, "backend-refused"),
        (
            PipelineFault::Throttle(Duration::from_secs(60)),
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-requests",
        ),
    ] {
        app.pipelines.inject(PipelineRule::new(fault).on("runs"));
        let answer = app.get("/api/v1/pipelines/acme/live-api/runs").token("streaming-lead").send().await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.problem(), code);
        app.pipelines.heal();
    }
    app.pipelines.inject(PipelineRule::new(PipelineFault::Unreachable).on("run"));
    let known = app.get(&path).token("streaming-lead").send().await.json();
    assert!(known["run"].is_null() && known["problem"].as_str().expect("why").contains("cannot be reached"));
    assert_eq!(known["launch"]["by_name"], "streaming-developer", "what the portal knows is shown");
}

#[tokio::test]
async fn limits_hold_over_the_api() {
    let app = TestApp::start().await;
    declare(&app);
    let act = |tasks: &str| {
        app.post("/api/v1/actions/live-api/scale", &scaling(tasks)).token("streaming-on-call").send()
    };
    let low = act("1").await;
    assert_eq!(low.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = low.json();
    assert_eq!(problem["detail"], "Nothing was started: tasks may never go below 2.");
    assert_eq!(problem["fields"][0], json!({"field": "inputs.tasks", "message": "may never go below 2"}));
    assert_eq!(
        act("9").await.json()["detail"],
        "Nothing was started: tasks may be at most 8: ×2 of the present 4."
    );
    let done = act("8").await;
    assert_eq!(done.status, StatusCode::ACCEPTED);
    assert_eq!(done.json()["action"]["changes"], json!([{"input": "tasks", "before": 4, "after": 8}]));
    assert_eq!(act("8").await.status, StatusCode::CONFLICT, "one at a time in a place");
    let list = app.get("/api/v1/actions?service=live-api").token("streaming-developer").send().await.json();
    assert_eq!(list["items"][0]["limits"]["tasks"]["max_factor"], "×2");
    assert_eq!(list["items"][0]["may"]["code"], "role");
}

#[tokio::test]
async fn the_present_number_is_the_environments() {
    let app = TestApp::start().await;
    declare(&app);
    let mut body = crate::support::creation(&[("dev", "eu-west-3")]);
    body["parameters"] = json!({"Count": "10"});
    let made = app.post("/api/v1/requests", &body).token("streaming-requester").send().await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    app.settle().await;
    let act = |tasks: &str| {
        app.post("/api/v1/actions/live-api/scale", &scaling(tasks)).token("streaming-on-call").send()
    };
    let high = act("21").await.json();
    assert_eq!(
        high["detail"], "Nothing was started: tasks may be at most 20: ×2 of the present 10.",
        "{high}"
    );
    assert_eq!(act("20").await.status, StatusCode::ACCEPTED);
}

/// As browsers send plain forms.
async fn form(app: &TestApp, path: &str, fields: &str, who: &str) -> Answer {
    let cookie = app.signed_in(who).await;
    app.form(path, fields).cookie(&cookie).send().await
}

#[tokio::test]
async fn plain_forms_start_once_and_keep_what_was_typed() {
    let app = TestApp::start().await;
    declare(&app);
    let good = "repository=acme/live-api&file=restart.yml&inputs[region]=eu-west-3&boxes[]=graceful&reason=x&key=visit";
    let first = form(&app, "/fn/pipelines/launch", good, "streaming-on-call").await;
    let there = first.header("location").to_owned();
    assert!(there.starts_with("/pipelines/acme/live-api/runs/lch_"), "{there}");
    let again = form(&app, "/fn/pipelines/launch", good, "streaming-on-call").await;
    assert_eq!(again.header("location"), there, "a double click starts nothing twice");
    app.portal.settle().await.expect("settles");
    assert_eq!(app.pipelines.started()[0].dispatch.inputs["graceful"], "false");
    let bad = good.replace("eu-west-3", "moon").replace("reason=x", "reason=Because");
    let back = form(&app, "/fn/pipelines/launch", &bad, "streaming-on-call").await;
    let there = back.header("location").to_owned();
    assert!(there.starts_with("/pipelines/acme/live-api/restart.yml/run?failed="), "{there}");
    let cookie = app.signed_in("streaming-on-call").await;
    let page = app.get(&there).header("accept", "text/html").cookie(&cookie).send().await.text();
    assert!(page.contains("Because") && page.contains("is none of eu-west-3, us-east-1"), "{page}");
    assert!(page.contains("&lt;b&gt;as it is") && !page.contains("<b>as it is"), "descriptions are texts");
}

#[tokio::test]
async fn a_runs_page_makes_logs_safe() {
    let app = TestApp::start().await;
    declare(&app);
    app.pipelines.end_with("region", "us-east-1", Conclusion::Failure);
    let odd = "\u{1b}[31m<script>alert(1)</script>\u{1b}[0m\n";
    app.pipelines.write_into_logs(&format!("{}{odd}", "0123456789\n".repeat(50_000)));
    let run = started(&app, "us-east-1").await;
    let id = run["run"]["id"].as_str().expect("a run");
    let cookie = app.signed_in("streaming-lead").await;
    let path = format!("/pipelines/acme/live-api/runs/{id}");
    let over = app.get(&format!("/api/v1{path}")).token("streaming-lead").send().await.json();
    assert_eq!(over["run"]["status"], "failure");
    let page = app.get(&path).header("accept", "text/html").cookie(&cookie).send().await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    assert!(
        text.contains("&lt;script&gt;alert(1)") && !text.contains("<script>alert"),
        "the failed job's log is there"
    );
    assert!(!text.contains('\u{1b}'));
    assert!(text.contains("Only the last 256 KiB of 537 KiB are shown"), "cut with a note");
}

#[tokio::test]
async fn a_stream_tells_how_far_a_run_is() {
    let app = TestApp::start().await;
    declare(&app);
    let launch = app
        .post(RESTART, &json!({"inputs": {"region": "eu-west-3"}}))
        .token("streaming-lead")
        .send()
        .await
        .json();
    let path = format!("/live/pipelines/acme/live-api/runs/{}", launch["id"].as_str().expect("an id"));
    let mut stream = Stream::new(app.get(&path).token("streaming-lead").open().await.into_body());
    let mut versions = Vec::new();
    let mut settled = false;
    while let Some(event) = stream.next().await {
        versions.push(event.data["version"].as_i64().expect("a version"));
        if !settled {
            settled = true;
            app.portal.settle().await.expect("settles");
        }
        // 500 million are added when a run is over.
        if versions.last().is_some_and(|version| version % 1_000_000_000 >= 500_000_000) {
            break;
        }
    }
    assert!(versions.len() >= 3 && versions.is_sorted_by(|a, b| a < b), "{versions:?}");
}
