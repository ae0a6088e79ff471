//! GitHub Actions over the wire, against the sandbox's stand-in.

use adapters::{Github, GithubCredentials, GithubOptions};
use domain::pipeline::{Conclusion, Guard, RunState};
use domain::rollout::Workflow;
use sandbox::github::{self as stand_in, FailingRun, SandboxGithub, SecondaryLimit, Speed, Times};
use services::ports::{Clock, Dispatch, PipelineError, Pipelines, RuleAnswer, SystemClock};
use simulated::contract_pipelines::{self, PipelineBench};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const TOKEN: &str = "secret-of-the-portal";
const REPOSITORY: &str = "acme/live-api";

async fn start() -> SandboxGithub {
    let options = stand_in::GithubOptions::new(TOKEN);
    let quick = stand_in::GithubOptions { speed: Speed(Duration::from_millis(20)), ..options };
    SandboxGithub::start(quick).await.expect("a stand-in")
}

fn with(api_url: &str, credentials: GithubCredentials) -> Github {
    let options = GithubOptions { api_url: api_url.to_owned(), credentials, ..GithubOptions::default() };
    Github::new(&options).expect("a client")
}

fn client(github: &SandboxGithub) -> Github {
    with(&github.url(), GithubCredentials::Token(TOKEN.into()))
}

fn as_app(installation_id: u64) -> GithubCredentials {
    // Made for this test; nobody trusts it.
    let private_key = include_str!("keys/github-app.pem").into();
    GithubCredentials::App { app_id: 1, installation_id, private_key }
}

fn dispatch(id: &str) -> Dispatch {
    let workflow = Workflow {
        repository: REPOSITORY.to_owned(),
        file: "deploy.yml".to_owned(),
        reference: "main".to_owned(),
    };
    let inputs = [("region", id), ("stage", "dev"), ("version", "1.8.2")];
    let inputs = inputs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Dispatch { workflow, inputs: BTreeMap::from(inputs), id: id.to_owned(), traced: true }
}

async fn keeps_the_contract(path: &str, credentials: GithubCredentials) {
    let github = start().await;
    let inputs = BTreeMap::from([("region".to_owned(), PipelineBench::FAILING.to_owned())]);
    let failing = FailingRun { inputs, times: Times::Always, ..FailingRun::default() };
    github.faults().change(|plan| plan.failing.push(failing));
    let client = with(&format!("{}{path}", github.url()), credentials);
    contract_pipelines::run(&PipelineBench::new(Arc::new(client), commits(), SystemClock.now())).await;
}

#[tokio::test]
async fn the_contract_is_kept() {
    keeps_the_contract("", GithubCredentials::Token(TOKEN.into())).await;
}

#[tokio::test]
async fn an_app_keeps_the_contract_on_an_enterprise_server() {
    keeps_the_contract("/api/v3/", as_app(1)).await;
}

#[tokio::test]
async fn lost_answers_are_not_asked_for_twice() {
    let github = start().await;
    let client = client(&github);
    let since = SystemClock.now();
    github.faults().change(|plan| {
        plan.bad_gateway_after_dispatch = Times::Next(1);
        plan.bad_gateway_before_dispatch = Times::Never;
    });
    let lost = dispatch("lost");
    let answer = client.dispatch(&lost).await;
    assert!(matches!(answer, Err(PipelineError::Unclear(_))), "{answer:?}");
    assert_eq!(github.runs().len(), 1, "sent once");
    let found = client.find(&lost.workflow, "lost", since).await.expect("answers").expect("a run");
    assert_eq!(client.run(REPOSITORY, &found.id).await.expect("a run").id, found.id);
    github.faults().change(|plan| plan.bad_gateway_before_dispatch = Times::Next(1));
    let never = dispatch("never");
    assert!(matches!(client.dispatch(&never).await, Err(PipelineError::Unclear(_))));
    assert_eq!(client.find(&never.workflow, "never", since).await, Ok(None));
    assert_eq!(github.runs().len(), 1);
}

#[tokio::test]
async fn a_limit_is_respected_until_it_ends() {
    let github = start().await;
    let client = client(&github);
    let now = SystemClock.now();
    let limit = SecondaryLimit { times: Times::Next(1), status: 403, retry_after: 2 };
    github.faults().change(|plan| plan.secondary_limit = Some(limit));
    let Err(PipelineError::Throttled { until }) = client.dispatch(&dispatch("a")).await else {
        panic!("not throttled")
    };
    assert!((2_000..4_000).contains(&until.since(now)), "{until:?}");
    let before: u64 = github.calls().values().sum();
    assert_eq!(client.ping().await, Err(PipelineError::Throttled { until }));
    assert_eq!(github.calls().values().sum::<u64>(), before, "nothing was asked");
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(client.dispatch(&dispatch("a")).await.is_ok());
    assert_eq!(github.runs().len(), 1);
}

#[tokio::test]
async fn odd_answers_are_understood() {
    let github = start().await;
    let client = client(&github);
    github.faults().change(|plan| (plan.null_fields, plan.expired_logs) = (true, true));
    let run = client.dispatch(&dispatch("a")).await.expect("starts");
    github.until(|runs| runs.iter().all(|run| run.conclusion.is_some())).await;
    assert_eq!(client.runs(REPOSITORY, None).await.expect("runs").len(), 1);
    let jobs = client.jobs(REPOSITORY, &run.id).await.expect("jobs");
    let log = client.log(REPOSITORY, &jobs[0].id, 1_000).await;
    assert!(matches!(log, Err(PipelineError::NotFound(_))), "{log:?}");
}

/// Most memory that this process has had, in megabytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
}

#[tokio::test]
async fn of_a_log_of_200_megabytes_the_end_is_kept_and_no_more() {
    const BYTES: u64 = 200_000_000;
    const KEPT: usize = 256 * 1024;
    let github = start().await;
    let client = client(&github);
    github.faults().change(|plan| plan.long_logs = BYTES);
    let run = client.dispatch(&dispatch("a")).await.expect("starts");
    github.until(|runs| runs.iter().all(|run| run.conclusion.is_some())).await;
    let jobs = client.jobs(REPOSITORY, &run.id).await.expect("jobs");
    let before = peak();
    let log = client.log(REPOSITORY, &jobs[0].id, KEPT).await.expect("a log");
    assert!(log.whole >= BYTES && log.cut(), "{} bytes", log.whole);
    assert!(log.text.len() <= KEPT && log.text.contains("<script>"), "as it is; pages escape it");
    assert!(!log.text.contains('\u{fffd}'), "no half character");
    let grown = peak() - before;
    assert!(grown < 32, "{grown} MB more, for stand-in and portal together");
}

#[tokio::test]
async fn those_who_may_not_are_told() {
    let github = start().await;
    for credentials in [GithubCredentials::Token("wrong".into()), as_app(7)] {
        let client = with(&github.url(), credentials);
        let refused = client.dispatch(&dispatch("a")).await;
        assert!(matches!(refused, Err(PipelineError::Refused(_))), "{refused:?}");
    }
    assert!(github.runs().is_empty());
}

#[tokio::test]
async fn what_the_token_lacks_is_named() {
    let github = start().await;
    let client = client(&github);
    let run = client.dispatch(&dispatch("a")).await.expect("starts");
    github.faults().change(|plan| plan.read_only_token = true);
    let words = "Resource not accessible by personal access token (it lacks the permission actions=write)";
    for refused in
        [client.dispatch(&dispatch("b")).await.map(|_| ()), client.cancel(REPOSITORY, &run.id).await]
    {
        assert_eq!(refused, Err(PipelineError::Forbidden(words.to_owned())));
    }
    assert!(client.run(REPOSITORY, &run.id).await.is_ok(), "it may still look");
    assert_eq!(github.runs().len(), 1);
}

#[tokio::test]
async fn what_is_turned_off_is_told_and_not_started() {
    let github = start().await;
    let client = client(&github);
    github.faults().change(|plan| plan.disabled_workflows = vec!["deploy.yml".to_owned()]);
    let workflows = client.workflows(REPOSITORY, "main").await.expect("workflows");
    let disabled: Vec<&str> = workflows
        .iter()
        .filter(|workflow| workflow.disabled)
        .map(|workflow| workflow.file.as_str())
        .collect();
    assert_eq!(disabled, ["deploy.yml"]);
    let refused = client.dispatch(&dispatch("a")).await;
    assert!(
        matches!(&refused, Err(PipelineError::Refused(words)) if words.contains("disabled")),
        "{refused:?}"
    );
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let github = start().await;
    let client = client(&github);
    github.stop().await;
    for answer in [client.dispatch(&dispatch("a")).await.map(|_| ()), client.ping().await] {
        assert!(matches!(answer, Err(PipelineError::Unreachable(_))), "{answer:?}");
    }
}

#[tokio::test]
async fn an_app_knows_its_own_rule_and_answers_it() {
    let github = start().await;
    let (app, user) = (with(&github.url(), as_app(1)), client(&github));
    let guard = async |client: &Github, repository: &str, environment: &str| {
        client.guard(repository, environment).await.expect("answers")
    };
    let none = Guard::default();
    assert_eq!(guard(&app, REPOSITORY, "prod").await, Guard { portal: true, reviewers: false });
    assert_eq!(guard(&user, REPOSITORY, "prod").await, none, "only Apps have rules");
    assert_eq!(guard(&app, REPOSITORY, "dev").await, none);
    assert_eq!(guard(&app, REPOSITORY, "no-such").await, none);
    assert_eq!(guard(&user, "acme/platform-tools", "prod").await, Guard { portal: false, reviewers: true });

    let mut held = dispatch("held");
    held.inputs.insert("stage".to_owned(), "prod".to_owned());
    let run = app.dispatch(&held).await.expect("starts");
    while app.run(REPOSITORY, &run.id).await.expect("a run").state != RunState::Waiting {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let answer = |pass: bool| RuleAnswer { pass, comment: "**Slipway**: so".to_owned() };
    let forbidden = user.answer_rule(REPOSITORY, &run.id, "prod", &answer(true)).await;
    assert!(matches!(forbidden, Err(PipelineError::Forbidden(_))), "{forbidden:?}");
    let elsewhere = app.answer_rule(REPOSITORY, &run.id, "staging", &answer(true)).await;
    assert!(matches!(elsewhere, Err(PipelineError::Refused(_))), "{elsewhere:?}");
    app.answer_rule(REPOSITORY, &run.id, "prod", &answer(false)).await.expect("taken");
    let ended = loop {
        match app.run(REPOSITORY, &run.id).await.expect("a run").state {
            RunState::Done { conclusion } => break conclusion,
            _ => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    };
    assert_eq!(ended, Conclusion::Failure);
    let again = app.answer_rule(REPOSITORY, &run.id, "prod", &answer(true)).await;
    assert!(matches!(again, Err(PipelineError::Refused(_))), "{again:?}");
}

/// Two commits of the repository that the contract speaks of, with one between them.
fn commits() -> [String; 2] {
    [4, 6].map(|place| sandbox::github::built_in_commit(PipelineBench::REPOSITORY, place).expect("a commit"))
}

#[tokio::test]
async fn repositories_are_listed_by_whoever_may_and_as_they_are_now() {
    let github = start().await;
    let user = client(&github);
    let app = with(&github.url(), as_app(1));
    for client in [&user, &app] {
        let listed = client.repositories(Some("acme")).await.expect("repositories");
        assert_eq!(listed.len(), 3, "{listed:?}");
    }
    github.faults().change(|plan| {
        plan.hidden_repositories = vec!["acme/player".to_owned()];
        plan.archived_repositories = vec!["acme/platform-tools".to_owned()];
    });
    for client in [&user, &app] {
        let listed = client.repositories(Some("acme")).await.expect("repositories");
        let shown: Vec<_> = listed.iter().map(|entry| (entry.name.as_str(), entry.archived)).collect();
        assert_eq!(shown, [("acme/live-api", false), ("acme/platform-tools", true)]);
    }
    assert_eq!(app.repositories(None).await.expect("of all owners").len(), 2);
    assert!(matches!(user.repositories(None).await, Err(PipelineError::Refused(_))));
    assert!(matches!(user.repositories(Some("nobody")).await, Err(PipelineError::NotFound(_))));
}
