//! Whoever is on call does not answer, and the next one is called: with the sandbox's rotation as a file of a configuration,
//! over real HTTP to the team's channel.

use crate::support::{Outside, TestApp};
use adapters::{CalendarFiles, MessengerOptions, Messengers, OutboundRules};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use domain::people::Actor;
use serde_json::{Value, json};
use server::config::Config;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

const DEVELOPER: &str = "sandbox-developer";

/// What came to the team's channel.
#[derive(Clone, Default)]
struct Channel(Arc<Mutex<Vec<Value>>>);

impl Channel {
    async fn listen(&self) -> String {
        let keep = async |State(channel): State<Channel>, body: String| {
            let told = serde_json::from_str(&body).expect("JSON");
            channel.0.lock().expect("a lock").push(told);
        };
        let router = Router::new().route("/", post(keep)).with_state(self.clone());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("bound"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    /// Whom it has named as called, in order.
    fn called(&self) -> Vec<Value> {
        let told = self.0.lock().expect("a lock");
        let calls = told.iter().filter(|told| told["type"] == "on-call-wanted");
        calls.map(|told| told["data"]["to"].clone()).collect()
    }
}

/// A portal as this configuration makes it, with the sandbox's people.
async fn portal(folder: &Path) -> TestApp {
    let streaming = sandbox::rotations().expect("rotations").into_iter().next().expect("a rotation");
    let file = folder.join("on-call.yaml");
    std::fs::write(&file, streaming.file).expect("a file");
    let text = format!(
        "[[on_call]]\nteam = \"streaming\"\nfile = {file:?}\nescalate_after_minutes = 1\n\
         [notifications]\nallow_http = true\nallow_networks = [\"127.0.0.1\"]\n"
    );
    let config = Config::from_parts(Some((Path::new("slipway.toml"), &text)), std::iter::empty());
    let config = config.expect("a configuration");
    let outbound = OutboundRules {
        allow_http: config.notifications.allow_http,
        networks: config.notifications.networks.clone(),
    };
    let options = MessengerOptions { mail: None, outbound, timeout: Duration::from_secs(10) };
    let app = TestApp::over(Outside {
        sandbox: true,
        calendars: Some(Arc::new(CalendarFiles::new().expect("roots of trust"))),
        messenger: Some(Arc::new(Messengers::new(options).expect("messengers"))),
        on_call: config.on_call,
        ..Outside::default()
    })
    .await;
    server::boot::seed_sandbox(&app.portal).await.expect("the sandbox's people");
    crate::rollouts::released(&app, "1.0.0").await;
    app.portal.read_calendars().await.expect("read soon");
    app.portal.settle().await.expect("settled");
    app
}

/// The token of somebody in the sandbox.
fn token_of(id: &Value) -> &'static str {
    let people = sandbox::people().expect("people");
    let same = |actor: &Actor| Some(actor.id.as_str()) == id.as_str();
    people.iter().find(|person| same(&person.actor)).expect("one of them").token
}

/// Whether somebody's own list says that they are called.
async fn is_called(app: &TestApp, id: &Value) -> bool {
    let listed = app.get("/api/v1/notifications").token(token_of(id)).send().await.json();
    let listed = listed["items"].as_array().expect("items").clone();
    listed.iter().any(|item| item["kind"] == "on-call-wanted")
}

async fn passes(app: &TestApp, seconds: u64) {
    app.clock.advance(Duration::from_secs(seconds));
    app.portal.settle().await.expect("settled");
}

#[tokio::test]
async fn when_the_first_does_not_answer_the_second_is_called() {
    let folder = tempfile::tempdir().expect("a folder");
    let (app, channel) = (portal(folder.path()).await, Channel::default());
    let streams = json!({
        "team": "streaming", "label": "Pager", "means": "webhook", "target": channel.listen().await, "lang": "en",
    });
    let made = app.post("/api/v1/notifications/channels", &streams).token("sandbox-lead").send().await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());

    let on_call = app.get("/api/v1/on-call").token(DEVELOPER).send().await.json();
    let teams = on_call.as_array().expect("teams").clone();
    let streaming = teams.iter().find(|view| view["team"] == "streaming").expect("the team");
    assert_eq!((&streaming["problem"], &streaming["escalate_after_minutes"]), (&Value::Null, &json!(1)));
    let (first, second) = (streaming["now"][0]["id"].clone(), streaming["then"][0]["id"].clone());
    assert_ne!(first, second);

    let seen = json!({ "title": "No sound", "service": "live-api", "stage": "prod", "page": true });
    let opened = app.post("/api/v1/incidents", &seen).token(DEVELOPER).send().await;
    assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.text());
    let incident = format!("/api/v1/incidents/{}", opened.json()["id"].as_str().expect("an id"));
    passes(&app, 0).await;
    assert_eq!(channel.called(), [json!([first])]);
    assert!(is_called(&app, &first).await);

    // The page says who is next, and when.
    let detail = app.get(&incident).token(DEVELOPER).send().await.json();
    assert_eq!((&detail["on_call"][0]["id"], &detail["on_call_then"][0]["id"]), (&first, &second));
    assert_eq!(detail["next_call"]["who"][0]["id"], second);

    passes(&app, 59).await;
    assert_eq!(channel.called().len(), 1, "there is a second left");
    assert!(!is_called(&app, &second).await);
    passes(&app, 1).await;
    assert_eq!(channel.called(), [json!([first]), json!([second])]);
    assert!(is_called(&app, &second).await);

    let seen = app.post(&format!("{incident}/acknowledge"), &json!({})).token(token_of(&second)).send().await;
    assert_eq!(seen.status, StatusCode::NO_CONTENT, "{}", seen.text());
    passes(&app, 600).await;
    assert_eq!(channel.called().len(), 2, "whoever has it is not disturbed again, and nobody else is");
    let detail = app.get(&incident).token(DEVELOPER).send().await.json();
    assert_eq!((&detail["next_call"], &detail["status"]), (&Value::Null, &json!("acknowledged")));
}
