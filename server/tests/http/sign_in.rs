//! Signing in with GitHub, outside of the sandbox: browser, portal and the stand-in for GitHub together.

use crate::support::{Answer, TestApp};
use adapters::{GithubSignIn, GithubSignInOptions};
use axum::http::StatusCode;
use domain::names::TeamName;
use domain::people::Role;
use sandbox::github::{GithubOptions, SandboxGithub};
use services::ports::{GroupRule, IdentityProvider};
use std::sync::Arc;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

pub struct World {
    pub app: TestApp,
    pub github: SandboxGithub,
}

/// Signing in with this GitHub, whose team streaming are leads.
pub fn provider(github: &SandboxGithub) -> Arc<dyn IdentityProvider> {
    let team = TeamName::parse("streaming").expect("a team");
    let rule = GroupRule { group: "acme/streaming".to_owned(), team: Some(team), role: Role::Lead };
    let provider = GithubSignIn::new(GithubSignInOptions {
        web_url: github.url(),
        api_url: github.url(),
        client_id: "portal".to_owned(),
        client_secret: "portal-secret".to_owned().into(),
        rules: vec![rule],
        answer_reviews: true,
        timeout: Duration::from_secs(5),
    });
    Arc::new(provider.expect("a client"))
}

impl World {
    async fn new() -> Self {
        let github = SandboxGithub::start(GithubOptions::new("token")).await.expect("a stand-in");
        World { app: TestApp::with_ways_in(vec![provider(&github)]).await, github }
    }

    /// A browser goes to GitHub: its ticket, and the address with which GitHub sends it back.
    async fn gone_to_github(&self, path: &str, login: &str) -> (String, String) {
        let begun = self.app.get(path).header("accept", "text/html").send().await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
        let cookie = begun.header("set-cookie");
        for flag in ["HttpOnly", "SameSite=Lax", "Path=/sign-in/", "Max-Age=600"] {
            assert!(cookie.contains(flag), "{cookie}");
        }
        let ticket = cookie.split(';').next().expect("a value").to_owned();
        let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        let address = format!("{}&login={login}", begun.header("location"));
        let back = browser.expect("a client").get(address).send().await.expect("an answer");
        let back = back.headers()["location"].to_str().expect("text").to_owned();
        let path = back.strip_prefix("http://127.0.0.1:3000").expect("our own address");
        (ticket, path.to_owned())
    }

    async fn back(&self, path: &str, ticket: &str) -> Answer {
        self.app.get(path).header("accept", "text/html").cookie(ticket).send().await
    }

    /// The session's cookie of somebody who has signed in.
    pub async fn signed_in(&self, login: &str) -> String {
        let (ticket, path) = self.gone_to_github("/sign-in/github", login).await;
        session(&self.back(&path, &ticket).await)
    }

    async fn me(&self, session: &str) -> Answer {
        self.app.get("/api/v1/me").cookie(session).send().await
    }
}

fn session(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let cookies = answer.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
    let session = cookies.filter_map(|cookie| cookie.split(';').next());
    session.into_iter().find(|cookie| cookie.starts_with("slipway_session=")).expect("a session").to_owned()
}

fn turned_away(answer: &Answer, status: StatusCode, says: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert!(answer.text().contains(says), "{says} is missing in {}", answer.text());
    assert!(!answer.header("set-cookie").contains("slipway_session="), "nobody is signed in");
}

#[tokio::test]
async fn a_member_of_a_team_on_github_signs_in_with_its_role() {
    let world = World::new().await;
    let page = world.app.get("/sign-in?next=%2Faudit").header("accept", "text/html").send().await.text();
    assert!(page.contains("/sign-in/github?next=/audit") && page.contains("GitHub"), "{page}");
    let (ticket, path) = world.gone_to_github("/sign-in/github?next=%2Faudit", "lead").await;
    let answer = world.back(&path, &ticket).await;
    assert_eq!(answer.header("location"), "/audit");
    let me = world.me(&session(&answer)).await.json();
    assert_eq!((&me["login"], &me["name"]), (&"lead".into(), &"Jiwoo Lee".into()), "{me}");
    assert_eq!(me["memberships"][0]["role"], "lead", "{me}");
    let again = world.back(&path, &ticket).await;
    turned_away(&again, StatusCode::UNAUTHORIZED, "GitHub did not let you in");
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let world = World::new().await;
    for next in
        ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "%2Fsign-in%2Fgithub"]
    {
        let (ticket, path) = world.gone_to_github(&format!("/sign-in/github?next={next}"), "lead").await;
        assert_eq!(world.back(&path, &ticket).await.header("location"), "/approvals", "{next}");
    }
}

#[tokio::test]
async fn only_the_browser_that_began_is_signed_in_and_only_in_time() {
    let world = World::new().await;
    let (ticket, path) = world.gone_to_github("/sign-in/github", "lead").await;
    let (other, _) = world.gone_to_github("/sign-in/github", "developer").await;
    let astray = "not begun in this browser";
    turned_away(&world.back(&path, "a=b").await, StatusCode::UNAUTHORIZED, astray);
    turned_away(&world.back(&path, &other).await, StatusCode::UNAUTHORIZED, astray);
    turned_away(&world.back(&path, &ticket[..ticket.len() - 3]).await, StatusCode::UNAUTHORIZED, astray);
    let forged = path.replace("state=", "state=0");
    turned_away(&world.back(&forged, &ticket).await, StatusCode::UNAUTHORIZED, astray);
    let foreign = "/sign-in/github/callback?error=x&error_description=Call%20us%20at";
    let answer = world.back(foreign, &ticket).await;
    turned_away(&answer, StatusCode::UNAUTHORIZED, astray);
    assert!(!answer.text().contains("Call us at"), "words from who knows where are not shown");
    world.app.clock.advance(11 * MINUTE);
    turned_away(&world.back(&path, &ticket).await, StatusCode::UNAUTHORIZED, astray);
    for nothing in ["/sign-in/gitlab", "/sign-in/gitlab/callback"] {
        assert_eq!(world.app.get(nothing).send().await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
}

#[tokio::test]
async fn githubs_own_words_are_shown_as_text() {
    let world = World::new().await;
    let (ticket, path) = world.gone_to_github("/sign-in/github", "lead").await;
    let state = path.split("state=").nth(1).expect("a state").split('&').next().expect("a value");
    let declined = format!(
        "/sign-in/github/callback?error=access_denied&error_description=%3Cb%3EThe+user+has+denied&state={state}"
    );
    turned_away(
        &world.back(&declined, &ticket).await,
        StatusCode::UNAUTHORIZED,
        "&lt;b&gt;The user has denied",
    );
}

#[tokio::test]
async fn whoever_belongs_to_no_team_with_a_role_stays_outside() {
    let world = World::new().await;
    let (ticket, path) = world.gone_to_github("/sign-in/github", "admin").await;
    turned_away(&world.back(&path, &ticket).await, StatusCode::FORBIDDEN, "GitHub knows you as admin");
    assert!(world.app.portal.people().await.expect("people").iter().all(|person| person.login != "admin"));
}

#[tokio::test]
async fn lost_membership_ends_rights_sessions_and_tokens() {
    let world = World::new().await;
    let session = world.signed_in("lead").await;
    let body = serde_json::json!({"label": "CI", "scopes": ["read"]});
    let call =
        world.app.post("/api/v1/tokens", &body).cookie(&session).header("sec-fetch-site", "same-origin");
    let token = call.send().await.json()["secret"].as_str().expect("a secret").to_owned();
    let with_token = async || world.app.get("/api/v1/me").token(&token).send().await.status;
    assert_eq!(with_token().await, StatusCode::OK);
    world.github.faults().change(|plan| plan.left_teams = vec!["lead".to_owned()]);
    world.app.clock.advance(14 * MINUTE);
    assert_eq!(world.me(&session).await.status, StatusCode::OK, "what was read is believed for a while");
    world.app.clock.advance(2 * MINUTE);
    assert_eq!(world.me(&session).await.problem(), "unauthenticated");
    assert_eq!(with_token().await, StatusCode::UNAUTHORIZED);
    world.github.faults().clear();
    let session = world.signed_in("lead").await;
    assert_eq!(world.me(&session).await.status, StatusCode::OK);
    assert_eq!(with_token().await, StatusCode::OK, "the same person as before");
    let trail = world.app.get("/api/v1/audit?action=person.").cookie(&session).send().await.json();
    let actions: Vec<&str> = trail["items"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| entry["action"].as_str().expect("an action"))
        .collect();
    assert_eq!(actions, ["person.roles_changed", "person.roles_changed", "person.joined"]);
}

#[tokio::test]
async fn an_outage_of_github_is_survived_for_a_while() {
    let world = World::new().await;
    let session = world.signed_in("lead").await;
    let World { app, github } = world;
    let me = async || app.get("/api/v1/me").cookie(&session).send().await;
    github.stop().await;
    app.clock.advance(16 * MINUTE);
    assert_eq!(me().await.status, StatusCode::OK);
    app.clock.advance(45 * MINUTE);
    let answer = me().await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
    let begun = app.get("/sign-in/github").send().await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "the address is known without asking");
}

#[tokio::test]
async fn the_sandbox_has_no_other_way_in_and_others_have_no_sandbox() {
    let sandbox = TestApp::start().await;
    assert_eq!(sandbox.get("/sign-in/github").send().await.status, StatusCode::NOT_FOUND);
    let world = World::new().await;
    let chosen = world.app.form("/sign-in", "person=usr_streaming-lead").send().await;
    turned_away(&chosen, StatusCode::FORBIDDEN, "sandbox");
}
