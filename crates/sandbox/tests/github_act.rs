//! Jobs of the stand-in for GitHub whose steps really run.

mod github_support;

use github_support::{Caller, TOKEN, options, start_with};
use reqwest::{Method, StatusCode};
use sandbox::github::{Conclusion, GithubOptions, RepositorySource, Runner, Status};
use serde_json::{Value, json};
use std::path::Path;

const WORKFLOW: &str = r#"
name: Go
on:
  workflow_dispatch:
    inputs:
      region: {type: string, required: true}
      fail: {type: boolean, default: false}
env: {SERVICE: api}
jobs:
  build:
    runs-on: ubuntu-latest
    outputs: {image: "${{ steps.make.outputs.image }}"}
    steps:
      - uses: actions/checkout@v4
      - id: make
        name: Make
        run: |
          echo "$(( 6 * 7 )) files: $(cat VERSION) at $GITHUB_SHA"
          echo "image=it's $SERVICE" >> "$GITHUB_OUTPUT"
          echo "secrets: ${CARGO_PKG_NAME:-none}"
  deploy:
    name: Deploy to ${{ inputs.region }}
    needs: build
    runs-on: [self-hosted, big]
    environment: dev
    timeout-minutes: 5
    steps:
      - uses: aws-actions/configure-aws-credentials@v4
      - name: Roll out
        run: echo "::notice::rolling out ${{ needs.build.outputs.image }} to ${{ inputs.region }}"
      - name: Perhaps
        if: inputs.fail
        run: exit 3
      - name: Rest
        run: echo done
      - name: Tidy up
        if: always()
        run: echo tidy
"#;
const ENDLESS: &str = "on: workflow_dispatch\njobs:\n  wait:\n    runs-on: ubuntu-latest\n    steps:\n\
    \x20     - run: echo $$ > \"$MARK\"; sleep 600\n        env: {MARK: MARK_FILE}\n";

async fn acting(folder: &Path) -> Caller {
    let repository = folder.join("acme/api");
    std::fs::create_dir_all(repository.join(".github/workflows")).expect("folders");
    let endless = ENDLESS.replace("MARK_FILE", &folder.join("pid").display().to_string());
    for (path, text) in
        [(".github/workflows/go.yml", WORKFLOW), (".github/workflows/wait.yml", &endless), ("VERSION", "1.2")]
    {
        std::fs::write(repository.join(path), text).expect("a file");
    }
    let repositories = RepositorySource::Folder(folder.to_owned());
    let runner = Runner::Act { program: testbed::tool("act") };
    start_with(GithubOptions { repositories, runner, ..options() }).await
}

/// The jobs of the newest attempt.
async fn jobs(caller: &Caller) -> Vec<Value> {
    let run = caller.github.runs().pop().expect("a run").id;
    let jobs = caller.get(&format!("/repos/acme/api/actions/runs/{run}/jobs")).await.json();
    jobs["jobs"].as_array().expect("jobs").clone()
}

async fn log(caller: &Caller, job: &Value) -> String {
    let place = caller.get(&format!("/repos/acme/api/actions/jobs/{}/logs", job["id"])).await;
    assert_eq!(place.status, StatusCode::FOUND, "{}", place.text);
    caller.call(Method::GET, place.header("location"), "", None).await.text
}

/// Names and conclusions of a job's steps.
fn steps(job: &Value) -> Vec<(&str, &str)> {
    let steps = job["steps"].as_array().expect("steps").iter();
    steps
        .map(|step| (step["name"].as_str().expect("a name"), step["conclusion"].as_str().unwrap_or("none")))
        .collect()
}

#[tokio::test]
async fn scripts_of_a_real_workflow_run_and_write_the_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let caller = acting(folder.path()).await;
    caller.dispatch("acme/api", "go.yml", json!({"region": "eu-west-3"})).await;
    let run = caller.until_newest_is(Status::Completed).await;
    let jobs = jobs(&caller).await;
    let logs = [log(&caller, &jobs[0]).await, log(&caller, &jobs[1]).await];
    assert_eq!(run.conclusion, Some(Conclusion::Success), "{logs:?}");
    assert!(logs[0].contains("Z 42 files: 1.2 at "), "{}", logs[0]);
    assert!(
        logs[0].contains("secrets: none"),
        "the portal's environment is none of its business: {}",
        logs[0]
    );
    assert!(!logs[0].contains(" at \n"), "{}", logs[0]);
    assert!(logs[1].contains("##[notice]rolling out it's api to eu-west-3"), "{}", logs[1]);
    assert!(
        logs[1].contains("aws-actions/configure-aws-credentials@v4 is an action from elsewhere"),
        "{}",
        logs[1]
    );
    let expected = [
        ("Set up job", "success"),
        ("Run aws-actions/configure-aws-credentials@v4", "success"),
        ("Roll out", "success"),
        ("Perhaps", "skipped"),
        ("Rest", "success"),
        ("Tidy up", "success"),
        ("Complete job", "success"),
    ];
    assert_eq!(steps(&jobs[1]), expected);
}

#[tokio::test]
async fn a_script_that_fails_fails_the_run_and_its_job_runs_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let caller = acting(folder.path()).await;
    caller.dispatch("acme/api", "go.yml", json!({"region": "eu-west-3", "fail": true})).await;
    let run = caller.until_newest_is(Status::Completed).await;
    assert_eq!(run.conclusion, Some(Conclusion::Failure));
    let first = jobs(&caller).await;
    assert_eq!(steps(&first[1])[3..6], [("Perhaps", "failure"), ("Rest", "skipped"), ("Tidy up", "success")]);
    let text = log(&caller, &first[1]).await;
    assert!(text.contains("##[error]Process completed with exit code 3."), "{text}");
    caller.post(&format!("/repos/acme/api/actions/runs/{}/rerun-failed-jobs", run.id), json!({})).await;
    caller
        .until("the second attempt", |runs| runs[0].attempt == 2 && runs[0].status == Status::Completed)
        .await;
    let second = jobs(&caller).await;
    let text = log(&caller, &second[1]).await;
    assert!(
        text.contains("rolling out it's api"),
        "outputs of jobs that are not run again are known: {text}"
    );
    assert_eq!(text.matches("exit code 3").count(), 1, "{text}");
}

#[tokio::test]
async fn a_cancelled_run_ends_its_scripts() {
    let folder = tempfile::tempdir().expect("a folder");
    let caller = acting(folder.path()).await;
    caller.dispatch("acme/api", "wait.yml", json!({})).await;
    let pid = loop {
        let written = std::fs::read_to_string(folder.path().join("pid")).unwrap_or_default();
        if let Ok(pid) = written.trim().parse::<u32>() {
            break pid;
        }
        tokio::task::yield_now().await;
    };
    let run = caller.github.runs().pop().expect("a run").id;
    let path = format!("/repos/acme/api/actions/runs/{run}/cancel");
    assert_eq!(caller.call(Method::POST, &path, TOKEN, None).await.status, StatusCode::ACCEPTED);
    assert_eq!(caller.until_newest_is(Status::Completed).await.conclusion, Some(Conclusion::Cancelled));
    while lives(pid) {
        tokio::task::yield_now().await;
    }
}

/// Whether a process has not ended; one that nobody has asked about yet has.
fn lives(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.trim_start().starts_with('Z'))
}
