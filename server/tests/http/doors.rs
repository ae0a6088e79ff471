//! Every route, server function and page × nobody and four roles × own team and another team.
//!
//! A new door without a case here fails the test.

mod cases;
mod world;

use crate::support::{Answer, PEOPLE, person};
use axum::http::StatusCode;
use cases::{API, Case, FUNCTIONS, OTHERS, OWN};
use futures::stream::{self, StreamExt};
use std::collections::BTreeSet;
use world::World;

/// Who gets through.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Door {
    /// Everybody, signed in or not.
    Open,
    /// Everybody who is signed in: looking, and what is one's own.
    SignedIn,
    /// Only these people.
    Some(&'static [&'static str]),
}

use Door::{Open, SignedIn};

impl Door {
    fn lets_through(self, who: &str) -> bool {
        match self {
            Open | SignedIn => true,
            Door::Some(people) => people.contains(&who),
        }
    }
}

impl Case {
    async fn knock(&self, world: &World, who: &str, cookie: Option<&str>) -> Answer {
        let call = world.app.call(self.method, &world.fill(self.path, who));
        let call = match cookie {
            Some(cookie) => call.cookie(cookie).header("sec-fetch-site", "same-origin"),
            None => call,
        };
        let kind = if self.path.starts_with("/api/") {
            "application/json"
        } else {
            "application/x-www-form-urlencoded"
        };
        let call = match (self.body)(world, who) {
            Some(body) => call.body(kind, body),
            None => call,
        };
        // Streams have no end; what matters is how they begin.
        let response = call.open().await;
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, body: Default::default() }
    }

    /// Those who are to be refused come first, before anything has changed.
    async fn check(&self) {
        let world = World::new().await;
        let name = format!("{} {}", self.method, self.path);
        let stranger = self.knock(&world, "nobody", None).await;
        let expected = if self.door == Open { None } else { Some(StatusCode::UNAUTHORIZED) };
        assert_eq!(refusal(&stranger), expected, "{name} for nobody");
        let mut people: Vec<&str> = PEOPLE[..8].to_vec();
        people.sort_by_key(|who| self.door.lets_through(who));
        for who in people {
            let cookie = world.app.signed_in(who).await;
            let answer = self.knock(&world, who, Some(&cookie)).await;
            let expected = if self.door.lets_through(who) { None } else { Some(StatusCode::FORBIDDEN) };
            assert_eq!(refusal(&answer), expected, "{name} for {who}: {}", answer.status);
            assert!(!answer.status.is_server_error(), "{name} for {who}: {}", answer.status);
        }
    }
}

/// Whether somebody was turned away, as opposed to having asked for something that does not work.
fn refusal(answer: &Answer) -> Option<StatusCode> {
    matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN).then_some(answer.status)
}

async fn check_all(cases: &'static [Case]) {
    stream::iter(cases).for_each_concurrent(4, |case| case.check()).await;
}

#[tokio::test]
async fn the_api_lets_through_whom_it_should() {
    check_all(&API).await;
    check_all(&OWN).await;
}

#[tokio::test]
async fn server_functions_let_through_whom_they_should() {
    check_all(&FUNCTIONS).await;
}

#[tokio::test]
async fn everything_else_lets_through_whom_it_should() {
    check_all(&OTHERS).await;
}

fn named(cases: &[Case]) -> BTreeSet<String> {
    let path = |case: &Case| case.path.split('?').next().unwrap_or_default().to_owned();
    cases.iter().map(|case| format!("{} {}", case.method, path(case))).collect()
}

#[test]
fn every_api_route_has_a_case() {
    let document = serde_json::to_value(server::http::api::openapi()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let routes: BTreeSet<String> = paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().expect("methods").keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    assert_eq!(routes, &named(&API) | &named(&OWN));
}

#[test]
fn every_server_function_has_a_case() {
    let functions: BTreeSet<String> =
        leptos::server_fn::axum::server_fn_paths().map(|(path, method)| format!("{method} {path}")).collect();
    assert_eq!(functions, named(&FUNCTIONS));
}

/// Routes that axum cannot list are looked up in the sources.
#[test]
fn every_other_route_has_a_case() {
    let sources = [
        include_str!("../../src/http/mod.rs"),
        include_str!("../../src/http/live.rs"),
        include_str!("../../src/http/sign_in/mod.rs"),
    ];
    let for_machines = ["/healthz", "/readyz", "/metrics"];
    let routes = sources.iter().flat_map(|source| source.split(".route(").skip(1));
    let paths: BTreeSet<&str> = routes.map(|rest| rest.split('"').nth(1).expect("a path")).collect();
    let cases: BTreeSet<&str> = OTHERS.iter().map(|case| case.path).chain(for_machines).collect();
    let uncovered: Vec<_> = paths.difference(&cases).collect();
    assert!(uncovered.is_empty(), "{uncovered:?}");
}

#[tokio::test]
async fn pages_are_for_those_who_are_signed_in() {
    let world = World::new().await;
    let pages: Vec<String> =
        leptos_axum::generate_route_list(app::App).iter().map(|route| route.path().to_owned()).collect();
    assert!(!pages.is_empty());
    for path in pages {
        let concrete = world.fill(&path, "streaming-lead");
        let stranger = world.app.get(&concrete).header("accept", "text/html").send().await;
        match path.as_str() {
            "/" => assert_eq!(stranger.header("location"), "/sign-in"),
            "/sign-in" => assert_eq!(stranger.status, StatusCode::OK),
            _ => assert!(
                stranger.header("location").starts_with("/sign-in?next="),
                "{path}: {}",
                stranger.status
            ),
        }
        for who in &PEOPLE[..8] {
            let cookie = world.app.signed_in(who).await;
            let page = world.app.get(&concrete).header("accept", "text/html").cookie(&cookie).send().await;
            let homes = ["/environments", "/approvals", "/health"];
            let fine =
                page.status == StatusCode::OK || path == "/" && homes.contains(&page.header("location"));
            assert!(fine, "{path} for {who}: {}", page.status);
        }
    }
}

/// A lead's tokens, each with one scope, at every door of scripts.
#[tokio::test]
async fn a_token_opens_only_the_doors_of_its_scopes() {
    use services::ports::TokenScope;
    for scope in TokenScope::OF_PEOPLE {
        // Each scope finds the same: who has amended a request may no longer approve it.
        let world = World::new().await;
        let lead = person("streaming-lead");
        let token = world
            .app
            .portal
            .create_token(&lead, "one scope", std::slice::from_ref(&scope), None)
            .await
            .expect("a token");
        for case in API.iter().chain(&OWN).filter(|case| case.door != Open) {
            let call =
                world.app.call(case.method, &world.fill(case.path, "streaming-lead")).token(&token.secret);
            let body = (case.body)(&world, "streaming-lead").unwrap_or_else(|| "{}".to_owned());
            let status = call.body("application/json", body).open().await.status();
            let wanted = match case.path {
                path if path.ends_with("/approvals") && case.method == "POST" => TokenScope::Approve,
                // Who may not decide with a token gives nobody else the right to.
                path if path.contains("/delegations") && case.method != "GET" => TokenScope::Approve,
                // Nor lends an account that answers for them.
                path if path.ends_with("/github-account") && case.method == "PUT" => TokenScope::Approve,
                path if case.method == "GET" || path.ends_with("/preview") => TokenScope::Read,
                _ => TokenScope::Write,
            };
            let refused = status == StatusCode::FORBIDDEN;
            // A token for writing cannot make one for reading.
            let own = case.path == "/api/v1/tokens" && case.method == "POST";
            // No scope opens what its owner may not do.
            let barred = !case.door.lets_through("streaming-lead");
            assert_eq!(
                refused,
                own || barred || scope != wanted,
                "{} {} with {scope:?}: {status}",
                case.method,
                case.path
            );
        }
    }
}

/// At every door and page, the token of a machine in the office.
#[tokio::test]
async fn a_locations_token_opens_its_own_two_doors_only() {
    let world = World::new().await;
    let token = world.app.location_token("office").await;
    let pages: Vec<String> =
        leptos_axum::generate_route_list(app::App).iter().map(|route| route.path().to_owned()).collect();
    let pages = pages.iter().map(|path| ("GET", path.as_str(), None));
    let closed = |case: &&Case| case.door != Open;
    let doors = API.iter().chain(&OWN).chain(&FUNCTIONS).chain(&OTHERS).filter(closed);
    let doors = doors.map(|case| (case.method, case.path, Some(case.body)));
    let mut opened = Vec::new();
    for (method, path, body) in doors.chain(pages) {
        let call = world.app.call(method, &world.fill(path, "streaming-lead")).token(&token);
        let call = match body.and_then(|body| body(&world, "streaming-lead")) {
            Some(body) if path.starts_with("/api/") => call.body("application/json", body),
            Some(body) => call.body("application/x-www-form-urlencoded", body),
            None => call,
        };
        let response = call.open().await;
        if response.status().is_success() {
            opened.push(format!("{method} {path}"));
            continue;
        }
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{method} {path}");
        let body = axum::body::to_bytes(response.into_body(), 10_000).await.expect("a body");
        let problem: serde_json::Value = serde_json::from_slice(&body).expect("a problem");
        assert_eq!(problem["code"], "token-of-location", "{method} {path}: {problem}");
        assert!(problem["detail"].as_str().is_some_and(|text| text.contains("office's own")), "{problem}");
    }
    opened.sort();
    let own = "/api/v1/probe-locations/{location}";
    assert_eq!(opened, [format!("GET {own}/probes"), format!("POST {own}/results")]);
}
