//! A portal to send requests to.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use domain::Timestamp;
use domain::ids::{ActorId, RequestId};
use domain::names::{LocationName, TeamName};
use domain::people::{Actor, Membership, Role};
use serde_json::{Value, json};
use server::config::Config;
use server::http::{self, AppState, Shared};
use server::live::Live;
use server::metrics::Metrics;
use server::shutdown::Shutdown;
use services::ports::{Calendars, IdentityProvider, Messenger, Pipelines, TokenScope};
use services::{OnCallRules, Parts, Portal, Settings, Vault};
use simulated::{
    CheckHere, ManualClock, SequentialIds, SimulatedArtifacts, SimulatedCalendars, SimulatedCloud,
    SimulatedMetrics, SimulatedPipelines, SimulatedProber, StaticTemplates,
};
use std::sync::Arc;
use std::time::Duration;
use store::{Database, DatabaseOptions};
use tower::ServiceExt;

const TEMPLATE: &str = r"
Parameters:
  Size: {Type: String, Default: small, AllowedValues: [small, large]}
  Count: {Type: Number, Default: 1, MinValue: 1}
  Password: {Type: String, Default: '', NoEcho: true}
Resources:
  Store: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub '${Size}-${Count}-${Password}'}}
";

/// Everybody who can call: four roles in the team that owns things, the same in another team, and who asked.
pub const PEOPLE: [&str; 9] = [
    "streaming-developer",
    "streaming-lead",
    "streaming-on-call",
    "streaming-admin",
    "payments-developer",
    "payments-lead",
    "payments-on-call",
    "payments-admin",
    "streaming-requester",
];

/// As long as a busy machine with many tests at once may need.
const PATIENCE: Duration = Duration::from_secs(60);
pub const WEBHOOK_SECRET: &str = "It's a Secret to Everybody";
pub const REPOSITORY: &str = "acme/live-api";
const DECLARATION: &str = "
service: live-api
team: streaming
workflows: {deploy: deploy.yml}
stages: {prod: {after: none}}
actions:
  scale:
    workflow: scale.yml
    limits: {tasks: {min: 2, max-factor: 2, present: {parameter: Count, initial: 4}}}
";

pub struct TestApp {
    pub portal: Portal,
    pub store: Arc<Database>,
    pub clock: Arc<ManualClock>,
    pub templates: Arc<StaticTemplates>,
    pub pipelines: SimulatedPipelines,
    pub artifacts: SimulatedArtifacts,
    pub shutdown: Shutdown,
    router: Router,
    _folder: tempfile::TempDir,
}

/// What stands around the portal, as far as a test wants something else than the simulated ports.
#[derive(Default)]
pub struct Outside {
    pub sandbox: bool,
    pub providers: Vec<Arc<dyn IdentityProvider>>,
    pub pipelines: Option<Arc<dyn Pipelines>>,
    pub calendars: Option<Arc<dyn Calendars>>,
    pub messenger: Option<Arc<dyn Messenger>>,
    pub on_call: Vec<OnCallRules>,
}

/// `team-role`; a token of the same name exists.
pub fn person(login: &str) -> Actor {
    let (team, role) = login.split_once('-').expect("team-role");
    let role = Role::ALL.into_iter().find(|known| known.as_str() == role).unwrap_or(Role::Developer);
    Actor {
        id: ActorId(format!("usr_{login}")),
        login: login.to_owned(),
        name: login.to_owned(),
        memberships: vec![Membership { team: Some(TeamName::parse(team).expect("a team")), role }],
    }
}

pub fn location(name: &str) -> LocationName {
    LocationName::parse(name).expect("a location")
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(true).await
    }

    pub async fn with(sandbox: bool) -> Self {
        Self::over(Outside { sandbox, ..Outside::default() }).await
    }

    /// Outside of the sandbox.
    pub async fn with_ways_in(providers: Vec<Arc<dyn IdentityProvider>>) -> Self {
        Self::over(Outside { providers, ..Outside::default() }).await
    }

    /// The same with this CI backend instead of the simulated one.
    pub async fn with_github(
        pipelines: Arc<dyn Pipelines>,
        providers: Vec<Arc<dyn IdentityProvider>>,
    ) -> Self {
        Self::over(Outside { providers, pipelines: Some(pipelines), ..Outside::default() }).await
    }

    pub async fn over(outside: Outside) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}/slipway.db", folder.path().display());
        let store = Arc::new(Database::open(&DatabaseOptions::at(url)).await.expect("a database"));
        let config = Config::from_parts(None, std::iter::empty()).expect("defaults");
        let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
        let templates = Arc::new(StaticTemplates::new([("web", TEMPLATE)]).expect("templates"));
        let pipelines = SimulatedPipelines::with_clock(clock.clone());
        pipelines.put_file(REPOSITORY, "slipway.yaml", DECLARATION);
        let artifacts = SimulatedArtifacts::default();
        let portal = Portal::new(Parts {
            store: store.clone(),
            cloud: Arc::new(SimulatedCloud::instant()),
            pipelines: outside.pipelines.unwrap_or_else(|| Arc::new(pipelines.clone())),
            artifacts: Arc::new(artifacts.clone()),
            prober: Arc::new(SimulatedProber::default()),
            metrics: Arc::new(SimulatedMetrics::default()),
            calendars: outside.calendars.unwrap_or_else(|| Arc::new(SimulatedCalendars::default())),
            clock: clock.clone(),
            ids: Arc::new(SequentialIds::default()),
            templates: templates.clone(),
            checker: Arc::new(CheckHere),
            rules: config.rules,
            vault: Vault::new([1; 32]),
            settings: Settings {
                repositories: vec![REPOSITORY.to_owned()],
                on_call: outside.on_call,
                remote_locations: ["office", "depot"].map(location).to_vec(),
                ..Settings::default()
            },
        });
        let portal = portal.with_ways_in(outside.providers);
        let portal = match outside.messenger {
            Some(messenger) => portal.with_messenger(messenger),
            None => portal,
        };
        portal.seed_people(PEOPLE.map(person).to_vec()).await.expect("people");
        for login in PEOPLE {
            portal.seed_token(&person(login), "test", login).await.expect("a token");
        }
        let (shutdown, metrics) = (Shutdown::default(), Arc::new(Metrics::default()));
        let state = AppState::new(Shared {
            live: Live::start(portal.clone(), metrics.clone(), shutdown.clone()),
            portal: portal.clone(),
            metrics,
            shutdown: shutdown.clone(),
            site: http::site(folder.path(), outside.sandbox),
            public_url: "http://127.0.0.1:3000".to_owned(),
            webhook_secret: Some(WEBHOOK_SECRET.to_owned()),
            secure: false,
        });
        let router = http::router(state, folder.path(), PATIENCE);
        TestApp { portal, store, clock, templates, pipelines, artifacts, shutdown, router, _folder: folder }
    }

    pub fn call(&self, method: &str, path: &str) -> Call<'_> {
        self.call_at("127.0.0.1:3000", method, path)
    }

    /// The same under another name of the portal.
    pub fn call_at(&self, host: &str, method: &str, path: &str) -> Call<'_> {
        let request = Request::builder().method(method).uri(path).header(header::HOST, host);
        Call { app: self, request, body: Body::empty() }
    }

    pub fn get(&self, path: &str) -> Call<'_> {
        self.call("GET", path)
    }

    /// A POST with JSON.
    pub fn post(&self, path: &str, body: &Value) -> Call<'_> {
        self.call("POST", path).body("application/json", body.to_string())
    }

    /// A POST as browsers send plain forms.
    pub fn form(&self, path: &str, fields: &str) -> Call<'_> {
        let call =
            self.call("POST", path).header("accept", "text/html").header("sec-fetch-site", "same-origin");
        call.body("application/x-www-form-urlencoded", fields.to_owned())
    }

    /// Lets the engine work until nothing is due for a while.
    pub async fn settle(&self) {
        for _ in 0..20 {
            self.portal.settle().await.expect("settles");
            self.clock.advance(Duration::from_secs(1));
        }
    }

    /// A request of `streaming-requester`, as far as it gets without people.
    pub async fn requested(&self, stage: &str) -> Value {
        let body = creation(&[(stage, "us-east-1")]);
        let made = self.post("/api/v1/requests", &body).token("streaming-requester").send().await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        self.settle().await;
        let id = made.json()["id"].as_str().expect("an id").to_owned();
        self.get(&format!("/api/v1/requests/{id}")).token("streaming-requester").send().await.json()
    }

    /// Somebody who may do everything everywhere.
    pub async fn platform_admin(&self) -> Actor {
        let memberships = vec![Membership { team: None, role: Role::Admin }];
        let admin = Actor { memberships, ..person("platform-admin") };
        self.portal.seed_people(vec![admin.clone()]).await.expect("people");
        admin
    }

    /// The secret of a location's own token.
    pub async fn location_token(&self, name: &str) -> String {
        let scopes = [TokenScope::Measure(location(name))];
        let made = self.portal.create_token(&self.platform_admin().await, name, &scopes, None).await;
        made.expect("a token").secret
    }

    /// The session cookie of a sign-in, as browsers send it back.
    pub async fn signed_in(&self, login: &str) -> String {
        let answer = self.form("/sign-in", &format!("person=usr_{login}")).send().await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let cookie = answer.header("set-cookie").to_owned();
        cookie.split(';').next().expect("a value").to_owned()
    }

    pub async fn status_of(&self, id: &str) -> String {
        let view =
            self.portal.request(&person("streaming-lead"), &RequestId(id.to_owned())).await.expect("there");
        view.status.as_str().to_owned()
    }
}

pub fn creation(targets: &[(&str, &str)]) -> Value {
    let targets: Vec<Value> =
        targets.iter().map(|(stage, region)| json!({ "stage": stage, "region": region })).collect();
    json!({ "action": "create", "service": "live-api", "template": "web", "targets": targets, "parameters": {} })
}

/// A request on its way.
pub struct Call<'a> {
    app: &'a TestApp,
    request: axum::http::request::Builder,
    body: Body,
}

impl Call<'_> {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn cookie(self, cookie: &str) -> Self {
        self.header("cookie", cookie)
    }

    pub fn body(mut self, kind: &str, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }

    /// The answer without waiting for its body.
    pub async fn open(self) -> axum::response::Response {
        let request = self.request.body(self.body).expect("a request");
        self.app.router.clone().oneshot(request).await.expect("the router never fails")
    }

    pub async fn send(self) -> Answer {
        let (parts, body) = self.open().await.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// The code of a problem document; panics when it is none.
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        assert!(problem["request_id"].as_str().is_some_and(|id| id == self.header("x-request-id")));
        assert!(!problem["detail"].as_str().unwrap_or_default().is_empty());
        problem["code"].as_str().expect("a code").to_owned()
    }
}
