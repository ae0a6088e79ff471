//! Who may call the stand-in for GitHub, and what they learn of repositories and people.

mod github_support;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use github_support::{Caller, LIVE_API, TOKEN, options, start, start_with};
use reqwest::{Method, StatusCode, Url};
use sandbox::github::{Conclusion, GithubOptions, RepositorySource, Status};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

#[tokio::test]
async fn calls_need_a_token() {
    let caller = start().await;
    for token in ["", "wrong"] {
        let answer = caller.call(Method::GET, LIVE_API, token, None).await;
        assert_eq!((answer.status, answer.message().as_str()), (StatusCode::UNAUTHORIZED, "Bad credentials"));
    }
    let answer = caller.get_with("/user", "authorization", &format!("token {TOKEN}")).await;
    assert_eq!(answer.json()["login"], "slipway");
    let person = caller.call(Method::GET, "/user", "sandbox-lead", None).await.json();
    assert_eq!((&person["login"], &person["name"]), (&json!("lead"), &json!("Jiwoo Lee")));
}

#[tokio::test]
async fn answers_say_what_is_left_and_what_has_not_changed() {
    let caller = start().await;
    let first = caller.get(LIVE_API).await;
    assert_eq!((first.header("x-ratelimit-limit"), first.header("x-ratelimit-used")), ("5000", "1"));
    assert_eq!(
        (first.header("x-ratelimit-remaining"), first.header("x-ratelimit-resource")),
        ("4999", "core")
    );
    let etag = first.header("etag");
    let same = caller.get_with(LIVE_API, "if-none-match", etag).await;
    assert_eq!((same.status, same.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!((same.header("etag"), same.header("x-ratelimit-used")), (etag, "1"));
    let other = caller.get_with("/repos/acme/player", "if-none-match", etag).await;
    assert_eq!(other.status, StatusCode::OK);
    let limit = caller.get("/rate_limit").await.json();
    assert_eq!((&limit["rate"]["used"], &limit["resources"]["core"]["limit"]), (&json!(2), &json!(5000)));
}

#[tokio::test]
async fn the_same_is_below_api_v3() {
    let caller = start().await;
    let path = "/api/v3/repos/acme/live-api";
    let repository = caller.get(path).await.json();
    assert_eq!(repository["url"], caller.address(path));
    assert_eq!(repository["html_url"], caller.address("/acme/live-api"));
    caller.post(&format!("{path}/actions/workflows/build.yml/dispatches"), json!({"ref": "main"})).await;
    let runs = caller.get(&format!("{path}/actions/runs")).await.json();
    let url = runs["workflow_runs"][0]["jobs_url"].as_str().expect("an address");
    assert!(url.starts_with(&caller.address(path)), "{url}");
    assert_eq!(caller.get(url).await.json()["total_count"], 2);
    let dispatch = "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches";
    assert_eq!(caller.calls_of(dispatch), 1);
}

#[tokio::test]
async fn files_and_folders_are_read() {
    let caller = start().await;
    let file = caller.get(&format!("{LIVE_API}/contents/slipway.yaml?ref=v2.4.0")).await.json();
    assert_eq!((&file["type"], &file["encoding"]), (&json!("file"), &json!("base64")));
    let text = file["content"].as_str().expect("content").replace('\n', "");
    let bytes = STANDARD.decode(text).expect("base64");
    assert_eq!(file["size"], bytes.len());
    assert!(String::from_utf8(bytes).expect("text").contains("team: streaming"));
    let folder = caller.get(&format!("{LIVE_API}/contents/.github/workflows")).await.json();
    let names: Vec<&str> = folder
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| entry["name"].as_str().expect("a name"))
        .collect();
    assert_eq!(names, ["build.yml", "deploy.yml", "flush-cache.yml", "restart.yml", "scale.yml"]);
    let root = caller.get(&format!("{LIVE_API}/contents")).await.json();
    assert_eq!((&root[0]["name"], &root[0]["type"]), (&json!(".github"), &json!("dir")));
    assert!(!root.to_string().contains("sandbox.json"));
    for missing in ["contents/nothing", "contents/slipway.yaml?ref=nothing", "contents/sandbox.json"] {
        assert_eq!(caller.get(&format!("{LIVE_API}/{missing}")).await.status, StatusCode::NOT_FOUND);
    }
    let path = format!("{LIVE_API}/contents/README.md");
    let raw = caller.get_with(&path, "accept", "application/vnd.github.raw+json").await;
    assert!(raw.text.starts_with("# Live API"));
}

#[tokio::test]
async fn commits_are_read_and_compared() {
    let caller = start().await;
    let head = caller.get(&format!("{LIVE_API}/commits/main")).await.json();
    assert_eq!(head["commit"]["message"], "Answer health checks before the database is there");
    let sha = head["sha"].as_str().expect("a SHA");
    assert_eq!(caller.get(&format!("{LIVE_API}/commits/{sha}")).await.json(), head);
    assert_eq!(caller.get(&format!("{LIVE_API}/git/ref/tags/v2.5.0")).await.json()["object"]["sha"], sha);
    assert_eq!(caller.get(&format!("{LIVE_API}/git/ref/heads/v2.5.0")).await.status, StatusCode::NOT_FOUND);
    let compare = caller.get(&format!("{LIVE_API}/compare/v2.4.0...v2.5.0")).await.json();
    assert_eq!((&compare["status"], &compare["ahead_by"]), (&json!("ahead"), &json!(2)));
    assert_eq!(compare["commits"][1], head);
    let back = caller.get(&format!("{LIVE_API}/compare/v2.5.0...v2.4.0")).await.json();
    assert_eq!(
        (&back["status"], &back["behind_by"], &back["total_commits"]),
        (&json!("behind"), &json!(2), &json!(0))
    );
    let missing = caller.get(&format!("{LIVE_API}/commits/nothing")).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(missing.message(), "No commit found for SHA: nothing");
    let tags = caller.get(&format!("{LIVE_API}/tags")).await.json();
    assert_eq!((&tags[0]["name"], &tags[0]["commit"]["sha"]), (&json!("v2.5.0"), &json!(sha)));
}

fn jwt(seconds: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time").as_secs().cast_signed();
    let claims = json!({"iss": "1", "iat": now - 60, "exp": now + seconds});
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2lnbmF0dXJl", part(&json!({"alg": "RS256", "typ": "JWT"})), part(&claims))
}

async fn installation_token(caller: &Caller) -> String {
    let path = "/app/installations/1/access_tokens";
    let answer = caller.call(Method::POST, path, &jwt(540), None).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    answer.json()["token"].as_str().expect("a token").to_owned()
}

#[tokio::test]
async fn apps_get_tokens() {
    let caller = start().await;
    let found = caller.call(Method::GET, &format!("{LIVE_API}/installation"), &jwt(540), None).await.json();
    assert_eq!((&found["id"], &found["account"]["login"]), (&json!(1), &json!("acme")));
    let token = installation_token(&caller).await;
    assert!(token.starts_with("ghs_"));
    assert_eq!(caller.call(Method::GET, LIVE_API, &token, None).await.status, StatusCode::OK);
    let user = caller.call(Method::GET, "/user", &token, None).await;
    assert_eq!(
        (user.status, user.message().as_str()),
        (StatusCode::FORBIDDEN, "Resource not accessible by integration")
    );
    for wrong in [TOKEN.to_owned(), jwt(-1), jwt(3_600)] {
        let answer = caller.call(Method::POST, "/app/installations/1/access_tokens", &wrong, None).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let unknown = caller.call(Method::POST, "/app/installations/2/access_tokens", &jwt(540), None).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn reviewers_let_deployments_pass() {
    let caller = start().await;
    let start = async || {
        let inputs = json!({"stage": "prod"});
        let answer = caller.dispatch("acme/platform-tools", "rotate-keys.yml", inputs).await;
        let run = format!("/repos/acme/platform-tools/actions/runs/{}", answer.json()["workflow_run_id"]);
        caller.until_newest_is(Status::Waiting).await;
        run
    };
    let run = start().await;
    assert_eq!(caller.get(&run).await.json()["status"], "waiting");
    let path = format!("{run}/pending_deployments");
    let pending = caller.call(Method::GET, &path, "sandbox-lead", None).await.json();
    assert_eq!(
        (&pending[0]["environment"]["name"], &pending[0]["current_user_can_approve"]),
        (&json!("prod"), &json!(true))
    );
    let review = |state: &str| json!({"environment_ids": [pending[0]["environment"]["id"]], "state": state, "comment": "Ship it!"});
    let app = installation_token(&caller).await;
    for (token, status) in [
        (app.as_str(), StatusCode::FORBIDDEN),
        ("sandbox-developer", StatusCode::UNPROCESSABLE_ENTITY),
        ("sandbox-lead", StatusCode::OK),
    ] {
        assert_eq!(
            caller.call(Method::POST, &path, token, Some(review("approved"))).await.status,
            status,
            "{token}"
        );
    }
    assert_eq!(caller.until_newest_is(Status::Completed).await.conclusion, Some(Conclusion::Success));
    let history = caller.get(&format!("{run}/approvals")).await.json();
    assert_eq!((&history[0]["state"], &history[0]["user"]["login"]), (&json!("approved"), &json!("lead")));
    let run = start().await;
    let path = format!("{run}/pending_deployments");
    caller.call(Method::POST, &path, "sandbox-admin", Some(review("rejected"))).await;
    assert_eq!(caller.until_newest_is(Status::Completed).await.conclusion, Some(Conclusion::Failure));
}

#[tokio::test]
async fn members_of_reviewing_teams_may_answer_and_whoever_started_it_may_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = folder.path().join("acme/gated");
    std::fs::create_dir_all(repository.join(".github/workflows")).expect("folders");
    let settings =
        r#"{"environments": {"prod": {"reviewer_teams": ["streaming"], "prevent_self_review": true}}}"#;
    std::fs::write(repository.join("sandbox.json"), settings).expect("a file");
    let workflow =
        "on: workflow_dispatch\njobs:\n  go:\n    environment: prod\n    steps:\n      - run: 'true'\n";
    std::fs::write(repository.join(".github/workflows/go.yml"), workflow).expect("a file");
    let caller = start_with(GithubOptions {
        repositories: RepositorySource::Folder(folder.path().to_owned()),
        ..options()
    })
    .await;
    let environment = caller.get("/repos/acme/gated/environments/prod").await.json();
    let rule = &environment["protection_rules"][0];
    assert_eq!((&rule["prevent_self_review"], &rule["reviewers"][0]["type"]), (&json!(true), &json!("Team")));
    let start = json!({"ref": "main", "return_run_details": true});
    let dispatches = "/repos/acme/gated/actions/workflows/go.yml/dispatches";
    let started = caller.call(Method::POST, dispatches, "sandbox-developer", Some(start)).await.json();
    let path = format!("/repos/acme/gated/actions/runs/{}/pending_deployments", started["workflow_run_id"]);
    caller.until_newest_is(Status::Waiting).await;
    let id = &environment["id"];
    let yes = json!({"environment_ids": [id], "state": "approved", "comment": ""});
    for (token, may) in [("sandbox-admin", false), ("sandbox-developer", false), ("sandbox-oncall", true)] {
        let shown = caller.call(Method::GET, &path, token, None).await.json();
        assert_eq!(shown[0]["current_user_can_approve"], may, "{token}");
        let answer = caller.call(Method::POST, &path, token, Some(yes.clone())).await;
        assert_eq!(answer.status == StatusCode::OK, may, "{token}");
    }
    assert_eq!(caller.until_newest_is(Status::Completed).await.conclusion, Some(Conclusion::Success));
}

#[tokio::test]
async fn apps_let_deployments_pass() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = folder.path().join("acme/gated");
    std::fs::create_dir_all(repository.join(".github/workflows")).expect("folders");
    let settings = r#"{"environments": {"prod": {"protection_rule": true}}}"#;
    std::fs::write(repository.join("sandbox.json"), settings).expect("a file");
    let workflow =
        "on: workflow_dispatch\njobs:\n  go:\n    environment: prod\n    steps:\n      - run: exit 1\n";
    std::fs::write(repository.join(".github/workflows/go.yml"), workflow).expect("a file");
    let caller = start_with(GithubOptions {
        repositories: RepositorySource::Folder(folder.path().to_owned()),
        ..options()
    })
    .await;
    let answer = caller.dispatch("acme/gated", "go.yml", json!({})).await;
    let run = format!("/repos/acme/gated/actions/runs/{}", answer.json()["workflow_run_id"]);
    caller.until_newest_is(Status::Waiting).await;
    let path = format!("{run}/deployment_protection_rule");
    let app = installation_token(&caller).await;
    let go =
        async |token: &str, body: Value| caller.call(Method::POST, &path, token, Some(body)).await.status;
    let report = json!({"environment_name": "prod", "comment": "Looking"});
    assert_eq!(go(TOKEN, report.clone()).await, StatusCode::FORBIDDEN);
    for _ in 0..10 {
        assert_eq!(go(&app, report.clone()).await, StatusCode::NO_CONTENT);
    }
    assert_eq!(go(&app, report.clone()).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(go(&app, json!({"environment_name": "prod"})).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        go(&app, json!({"environment_name": "prod", "state": "approved"})).await,
        StatusCode::NO_CONTENT
    );
    // The script says so itself.
    assert_eq!(caller.until_newest_is(Status::Completed).await.conclusion, Some(Conclusion::Failure));
}

const AUTHORIZE: &str = "/login/oauth/authorize?client_id=portal&redirect_uri=http%3A%2F%2Fportal.test%2Fback%3Fa%3D1&state=s%261";

#[tokio::test]
async fn people_sign_in() {
    let caller = start().await;
    let page = caller.call(Method::GET, AUTHORIZE, "", None).await;
    assert!(page.text.contains("Jiwoo Lee (lead)") && page.text.contains("&amp;login=lead"), "{}", page.text);
    let code = async || {
        let chosen = caller.call(Method::GET, &format!("{AUTHORIZE}&login=lead"), "", None).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER);
        let back = Url::parse(chosen.header("location")).expect("an address");
        let query =
            |name: &str| back.query_pairs().find(|pair| pair.0 == name).map(|pair| pair.1.into_owned());
        assert_eq!((query("a"), query("state")), (Some("1".to_owned()), Some("s&1".to_owned())));
        query("code").expect("a code")
    };
    let exchange = async |code: &str, secret: &str| {
        let form = format!("client_id=portal&client_secret={secret}&code={code}");
        let request = caller
            .client
            .post(caller.address("/login/oauth/access_token"))
            .header("accept", "application/json");
        let answer =
            request.header("content-type", "application/x-www-form-urlencoded").body(form).send().await;
        answer.expect("an answer").json::<Value>().await.expect("JSON")
    };
    let first = code().await;
    assert_eq!(exchange(&first, "").await["error"], "incorrect_client_credentials");
    let answer = exchange(&first, "x").await;
    assert_eq!(answer["token_type"], "bearer");
    let token = answer["access_token"].as_str().expect("a token");
    assert_eq!(caller.call(Method::GET, "/user", token, None).await.json()["login"], "lead");
    let repository = caller.call(Method::GET, LIVE_API, token, None).await;
    assert_eq!(repository.status, StatusCode::NOT_FOUND, "it is private, and the token has no scope for it");
    let teams = caller.call(Method::GET, "/user/teams", token, None).await.json();
    assert_eq!(
        (&teams[0]["slug"], &teams[0]["organization"]["login"]),
        (&json!("streaming"), &json!("acme"))
    );
    assert_eq!(exchange(&first, "x").await["error"], "bad_verification_code");

    let body = json!({"client_id": "portal", "client_secret": "x", "code": code().await});
    let form = caller.call(Method::POST, "/login/oauth/access_token", "", Some(body)).await;
    assert!(form.text.starts_with("access_token=gho_"), "{}", form.text);
}

#[tokio::test]
async fn a_run_has_a_page_and_nothing_else_does() {
    let caller = start().await;
    let run = caller.deploy("eu-west-3", "dev").await;
    caller.until_newest_is(Status::Completed).await;
    let page = caller.get(&run).await.json()["html_url"].as_str().expect("an address").to_owned();
    let page = caller.call(Method::GET, &page, "", None).await;
    assert!(page.text.contains("Deploy to eu-west-3: success"), "{}", page.text);
    let nothing = caller.get("/nothing").await;
    assert_eq!((nothing.status, nothing.message().as_str()), (StatusCode::NOT_FOUND, "Not Found"));
}
