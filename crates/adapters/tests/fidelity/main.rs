//! The stand-in answers as GitHub does, and the portal asks as GitHub wants it: both are held against GitHub's own
//! description of its API.

mod check;
mod recorder;
mod schema;
mod spec;
mod table;
mod tour;

use adapters::{Github, GithubCredentials, GithubOptions, GithubSignIn, GithubSignInOptions};
use check::Checker;
use recorder::{Exchange, Recorder};
use sandbox::github::{FailingRun, GithubOptions as StandInOptions, SandboxGithub, Speed, Times};
use services::ports::{Attempt, Clock, IdentityProvider, Pipelines, SystemClock};
use simulated::contract_pipelines::{self, PipelineBench};
use spec::Spec;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use table::Proof;

/// Everything that the portal asks GitHub for, as a user and as an App of an Enterprise Server.
async fn portal() -> Vec<Exchange> {
    // Made for these tests; nobody trusts it.
    let private_key = include_str!("../keys/github-app.pem").into();
    let app = GithubCredentials::App { app_id: 1, installation_id: 1, private_key };
    let token = GithubCredentials::Token("secret-of-the-portal".into());
    [as_somebody("", token).await, as_somebody("/api/v3", app).await, sign_in().await].concat()
}

/// Somebody signs in. The pages for that are not part of the API.
async fn sign_in() -> Vec<Exchange> {
    let github = SandboxGithub::start(tour::options()).await.expect("a stand-in");
    let recorder = Recorder::before(&github.url()).await;
    let provider = GithubSignIn::new(GithubSignInOptions {
        web_url: github.url(),
        api_url: recorder.url.clone(),
        client_id: "portal".to_owned(),
        client_secret: "portal-secret".into(),
        rules: Vec::new(),
        answer_reviews: true,
        timeout: Duration::from_secs(5),
    });
    let (provider, digits) = (provider.expect("a client"), "7".repeat(64));
    let attempt = Attempt { state: digits.clone(), verifier: digits.clone(), nonce: digits };
    let callback = "http://127.0.0.1:3000/sign-in/github/callback";
    let address = provider.address(&attempt, callback).await.expect("an address");
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
    let back =
        browser.expect("a client").get(format!("{address}&login=lead")).send().await.expect("an answer");
    let back = back.headers()["location"].to_str().expect("text").to_owned();
    let code = back.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code");
    provider.identify(&attempt, code, callback).await.expect("a person");
    recorder.exchanges()
}

async fn as_somebody(prefix: &str, credentials: GithubCredentials) -> Vec<Exchange> {
    // Slow enough for a run to be cancelled before it ends, also with a recorder between the two.
    let options = StandInOptions { speed: Speed(Duration::from_millis(100)), ..tour::options() };
    let github = SandboxGithub::start(options).await.expect("a stand-in");
    let inputs = BTreeMap::from([("region".to_owned(), PipelineBench::FAILING.to_owned())]);
    let failing = FailingRun { inputs, times: Times::Always, ..FailingRun::default() };
    github.faults().change(|plan| plan.failing.push(failing));
    let recorder = Recorder::before(&github.url()).await;
    let api_url = format!("{}{prefix}", recorder.url);
    let client = Github::new(&GithubOptions { api_url, credentials, ..GithubOptions::default() });
    let client = Arc::new(client.expect("a client"));
    contract_pipelines::run(&PipelineBench::new(client.clone(), commits(), SystemClock.now())).await;
    client.ping().await.expect("answers");
    recorder.exchanges()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stand_in_and_the_portal_keep_to_githubs_description() {
    let spec = Spec::load();
    let checker = Checker::new(&spec);
    let (portal, tour) = tokio::join!(portal(), tour::take());
    let (mut proofs, mut wrong) = (BTreeMap::<String, Proof>::new(), BTreeSet::new());
    for (exchange, by_portal) in
        portal.iter().map(|one| (one, true)).chain(tour.iter().map(|one| (one, false)))
    {
        let (operation, faults) = checker.check(exchange);
        let Exchange { method, path, status, .. } = exchange;
        let name = operation.map_or_else(|| format!("{method} {path}"), |operation| operation.id.clone());
        wrong.extend(faults.into_iter().map(|fault| format!("{name} {status}: {fault}")));
        let proof = proofs.entry(name).or_default();
        proof.by_portal |= by_portal;
        if !by_portal {
            proof.statuses.insert(status.as_u16());
        }
    }
    let shown: Vec<&str> = wrong.iter().map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} deviations:\n{}", wrong.len(), shown.join("\n"));
    let unproven = |proof: &Proof| !proof.statuses.iter().any(|status| *status < 400);
    let unproven: Vec<&String> =
        proofs.iter().filter(|(_, proof)| unproven(proof)).map(|(name, _)| name).collect();
    assert!(unproven.is_empty(), "the tour has never seen these succeed: {unproven:?}");
    assert_eq!(implemented(&spec).await, proofs.keys().cloned().collect(), "the tour leaves something out");
    is_written_down(&table::render(&spec, &proofs));
}

/// Asks for everything that GitHub has, as a user and as an App. What is not there is not counted, or says which methods are.
async fn implemented(spec: &Spec) -> BTreeSet<String> {
    let github = SandboxGithub::start(tour::options()).await.expect("a stand-in");
    let (client, app) = (reqwest::Client::new(), tour::jwt());
    let mut missing = BTreeSet::new();
    for operation in &spec.operations {
        let url = format!("{}{}", github.url(), operation.template.replace(['{', '}'], ""));
        let method: reqwest::Method = operation.method.parse().expect("a method");
        for token in [tour::TOKEN, &app] {
            let answer =
                client.request(method.clone(), &url).bearer_auth(token).send().await.expect("an answer");
            if answer.status() == reqwest::StatusCode::METHOD_NOT_ALLOWED {
                missing.insert(&operation.id);
            }
        }
    }
    let counted = github.calls();
    let is_there = |operation: &&spec::Operation| {
        let name = format!("{} {}", operation.method, operation.template);
        counted.contains_key(&name) && !missing.contains(&operation.id)
    };
    spec.operations.iter().filter(is_there).map(|operation| operation.id.clone()).collect()
}

fn is_written_down(table: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(table::file(), table).expect("the file can be written");
    }
    let written = std::fs::read_to_string(table::file()).unwrap_or_default();
    let remedy = "write it anew with `UPDATE_DOCS=1 cargo nextest run -p adapters --test fidelity`";
    assert!(written == table, "docs/github-operations.md is stale: {remedy}");
}

/// Two commits of the repository that the contract speaks of, with one between them.
fn commits() -> [String; 2] {
    [4, 6].map(|place| sandbox::github::built_in_commit(PipelineBench::REPOSITORY, place).expect("a commit"))
}
