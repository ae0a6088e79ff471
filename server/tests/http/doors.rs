//! Every route, server function and page × nobody and four roles × own team and another team.
//!
//! A new door without a case here fails the test.

use crate::support::{Answer, PEOPLE, TestApp, creation, person};
use axum::http::StatusCode;
use futures::stream::{self, StreamExt};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

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

const MAY_REQUEST: Door = Door::Some(&["streaming-developer", "streaming-lead", "streaming-admin"]);
const MAY_STOP: Door =
    Door::Some(&["streaming-developer", "streaming-lead", "streaming-on-call", "streaming-admin"]);
/// As the service declares for its action.
const MAY_SCALE: Door = Door::Some(&["streaming-lead", "streaming-on-call", "streaming-admin"]);
const NOBODY: Door = Door::Some(&[]);
const MAY_DECIDE: Door = Door::Some(&["streaming-lead"]);

impl Door {
    fn lets_through(self, who: &str) -> bool {
        match self {
            Open | SignedIn => true,
            Door::Some(people) => people.contains(&who),
        }
    }
}

/// Things to act upon, all owned by the team streaming.
struct World {
    app: TestApp,
    /// Waits for an approval.
    request: Value,
    /// Waits for an approval, too.
    rollout: Value,
    /// Holds in the far future.
    freeze: String,
    /// Where the team hears of things, and what went out there.
    channel: String,
    delivery: String,
    /// Open.
    incident: String,
    /// Runs.
    environment: String,
    /// A feature that was switched.
    change: String,
    /// A run of a workflow, and its job.
    run: String,
    job: String,
    /// A token and a draft of each person.
    tokens: BTreeMap<&'static str, String>,
    drafts: BTreeMap<&'static str, String>,
}

impl World {
    async fn new() -> Self {
        let app = TestApp::start().await;
        app.requested("dev").await;
        let request = app.requested("prod").await;
        assert_eq!(request["status"], "awaiting_approval");
        let environments =
            app.get("/api/v1/environments?stage=dev").token("streaming-lead").send().await.json();
        let environment = environments["items"][0]["id"].as_str().expect("an id").to_owned();
        crate::pipelines::declare(&app);
        let (run, job) = crate::pipelines::running(&app).await;
        crate::rollouts::released(&app, "1.0.0").await;
        let rollout = crate::rollouts::started(&app, "streaming-requester", "prod", "1.0.0").await;
        app.settle().await;
        let window = domain::view::FreezeInput {
            title: "Far".into(),
            team: Some("streaming".into()),
            from: "2098-01-01T00:00".into(),
            until: "2098-01-02T00:00".into(),
            ..Default::default()
        };
        let freeze = app.portal.create_freeze(&person("streaming-lead"), window).await.expect("a window").0;
        let lead = person("streaming-lead");
        let channel = domain::view::ChannelInput {
            team: "streaming".into(),
            label: "Mail".into(),
            means: domain::notification::Means::Email,
            target: "team@example.com".into(),
            secret: None,
            lang: domain::template::Lang::En,
            kinds: Default::default(),
        };
        let channel = app.portal.create_channel(&lead, channel).await.expect("a channel").id;
        let delivery = app.portal.test_channel(&lead, &channel).await.expect("a delivery").0;
        let channel = channel.0;
        let switched = domain::view::ChangeInput {
            id: "flag".into(),
            kind: "flag".into(),
            service: Some("live-api".into()),
            title: "On".into(),
            ..Default::default()
        };
        let change =
            app.portal.report_change(&person("streaming-lead"), switched).await.expect("a change").id;
        let seen = domain::view::IncidentInput {
            title: "No sound".into(),
            service: "live-api".into(),
            stage: "prod".into(),
            ..Default::default()
        };
        let incident = app.portal.open_incident(&person("streaming-developer"), seen).await.expect("open").0;
        let (mut tokens, mut drafts) = (BTreeMap::new(), BTreeMap::new());
        for who in PEOPLE {
            let actor = person(who);
            let made =
                app.portal.create_token(&actor, "spare", &services::ports::TokenScope::ALL, None).await;
            tokens.insert(who, made.expect("a token").token.id.0);
            let draft = app.portal.save_draft(&actor, None, "{}").await.expect("a draft");
            drafts.insert(who, draft.id.0);
        }
        World {
            app,
            request,
            rollout,
            freeze,
            change,
            channel,
            delivery,
            incident,
            environment,
            run,
            job,
            tokens,
            drafts,
        }
    }

    fn id(&self) -> &str {
        self.request["id"].as_str().expect("an id")
    }

    fn rollout_id(&self) -> &str {
        self.rollout["id"].as_str().expect("an id")
    }

    fn digest(&self) -> &str {
        self.request["digest"].as_str().expect("a digest")
    }

    fn fill(&self, path: &str, who: &str) -> String {
        let id = match path {
            _ if path.contains("/pipelines/") => self.run.clone(),
            _ if path.contains("/environments/") => self.environment.clone(),
            _ if path.contains("/rollouts/") => self.rollout_id().to_owned(),
            _ if path.contains("/releases/") => {
                self.rollout["release"]["id"].as_str().expect("an id").to_owned()
            }
            _ if path.contains("/freezes/") => self.freeze.clone(),
            _ if path.contains("/channels/") => self.channel.clone(),
            _ if path.contains("/deliveries/") => self.delivery.clone(),
            _ if path.contains("/incidents/") => self.incident.clone(),
            _ if path.contains("/tokens/") => own(&self.tokens, who),
            _ => self.id().to_owned(),
        };
        let name = if path.contains("/services/") { "live-api" } else { "web" };
        let path = path.replace("{id}", &id).replace("{name}", name).replace("{*name}", "none");
        let path = path.replace("{provider}", "github");
        let path = path.replace("{owner}", "acme").replace("{repo}", "live-api").replace("{job}", &self.job);
        let path = path.replace("{file}", "restart.yml").replace("{workflow}", "restart.yml");
        let path = path.replace("{probe}", "endpoint").replace("{location}", "office");
        let path = path.replace("{service}", "live-api").replace("{action}", "scale");
        // Where its environment runs.
        path.replace("{stage}", "dev").replace("{region}", "us-east-1")
    }
}

/// What belongs to this person.
fn own(things: &BTreeMap<&str, String>, who: &str) -> String {
    things.get(who).cloned().unwrap_or_else(|| "none".to_owned())
}

/// A body that would do something if its sender were let through.
type Body = fn(&World, &str) -> Option<String>;

/// One door of scripts or of forms.
struct Case {
    method: &'static str,
    path: &'static str,
    door: Door,
    body: Body,
}

const fn case(method: &'static str, path: &'static str, door: Door, body: Body) -> Case {
    Case { method, path, door, body }
}

const NOTHING: Body = |_, _| None;
const EMPTY: Body = |_, _| Some("{}".to_owned());
/// Another environment of a service that the team streaming owns.
const NEW: Body = |_, _| Some(creation(&[("dev", "eu-west-3")]).to_string());
const DECISION: Body =
    |world, _| Some(json!({ "decision": "approve", "digest": world.digest() }).to_string());
const NEW_TOKEN: Body = |_, _| Some(json!({ "label": "x", "scopes": ["read"] }).to_string());

const RELEASE: Body = |_, _| Some(crate::rollouts::release("2.0.0").to_string());
const ROLLOUT: Body =
    |_, _| Some(json!({ "service": "live-api", "stage": "dev", "release": "1.0.0" }).to_string());
const YES: Body =
    |world, _| Some(json!({ "decision": "approve", "digest": world.rollout["digest"] }).to_string());
const PAUSE: Body = |_, _| Some(json!({ "action": "pause" }).to_string());

const MAY_FREEZE: Door = Door::Some(&["streaming-lead", "streaming-admin"]);
const MAY_DEPUTE: Door = Door::Some(&["streaming-lead"]);
/// Long enough ahead to be in the future.
/// A feature of a service that the team streaming owns was switched.
const CHANGE: Body = |_, who| {
    let id = format!("flag-{who}");
    Some(json!({ "id": id, "kind": "flag", "service": "live-api", "title": "on" }).to_string())
};
const BLAME: Body = |world, _| Some(json!({ "change": world.change, "blamed": true }).to_string());
const FREEZE: Body = |_, _| {
    let window = json!({ "title": "Sale", "team": "streaming", "from": "2097-12-20T00:00", "until": "2097-12-21T00:00" });
    Some(window.to_string())
};
const DEPUTY: Body = |world, _| {
    let until = world.app.portal.now().plus_hours(24);
    let until = jiff::Timestamp::from_millisecond(until.0).expect("a time").to_string();
    Some(json!({ "team": "streaming", "deputy": "usr_streaming-developer", "until": until }).to_string())
};
const INCIDENT: Body =
    |_, _| Some(json!({ "title": "No sound", "service": "live-api", "stage": "prod" }).to_string());
const RESTART: Body = |_, _| Some(json!({ "inputs": { "region": "eu-west-3" } }).to_string());
const SCALE: Body = |_, _| Some(crate::pipelines::scaling("6").to_string());

const CHANNEL: Body = |_, _| {
    let channel =
        json!({ "team": "streaming", "label": "Mail", "means": "email", "target": "a@example.com" });
    Some(channel.to_string())
};

const API: [Case; 95] = [
    case("GET", "/api/v1/actions", SignedIn, NOTHING),
    case("POST", "/api/v1/actions/{service}/{action}", MAY_SCALE, SCALE),
    case("GET", "/api/v1/approvals", SignedIn, NOTHING),
    case("GET", "/api/v1/audit", SignedIn, NOTHING),
    case("GET", "/api/v1/audit/export", SignedIn, NOTHING),
    case("GET", "/api/v1/environments", SignedIn, NOTHING),
    case("GET", "/api/v1/environments/{id}", SignedIn, NOTHING),
    case("POST", "/api/v1/environments/{id}/drift", MAY_STOP, NOTHING),
    case("GET", "/api/v1/environments/{id}/events", SignedIn, NOTHING),
    case("GET", "/api/v1/environments/{id}/resources", SignedIn, NOTHING),
    case("GET", "/api/v1/events", SignedIn, NOTHING),
    case("GET", "/api/v1/health/{service}/{stage}/{region}/causes", SignedIn, NOTHING),
    case("GET", "/api/v1/health/{service}/{stage}/{region}/bottlenecks", SignedIn, NOTHING),
    case("GET", "/api/v1/services/{name}/regions", SignedIn, NOTHING),
    case("POST", "/api/v1/changes", MAY_STOP, CHANGE),
    case("POST", "/api/v1/changes/blame", MAY_STOP, BLAME),
    case("GET", "/api/v1/freezes", SignedIn, NOTHING),
    case("GET", "/api/v1/health", SignedIn, NOTHING),
    case("GET", "/api/v1/health/{service}/{stage}/{region}", SignedIn, NOTHING),
    case("GET", "/api/v1/health/{service}/{stage}/{region}/probes/{probe}", SignedIn, NOTHING),
    // For admins of the whole platform; these people are of teams.
    case("GET", "/api/v1/probe-locations/{location}/probes", NOBODY, NOTHING),
    case("POST", "/api/v1/probe-locations/{location}/results", NOBODY, |_, _| {
        Some(json!({ "results": [] }).to_string())
    }),
    case("POST", "/api/v1/freezes", MAY_FREEZE, FREEZE),
    case("DELETE", "/api/v1/freezes/{id}", MAY_FREEZE, NOTHING),
    case("POST", "/api/v1/freezes/{id}/end", MAY_FREEZE, NOTHING),
    case("GET", "/api/v1/notifications", SignedIn, NOTHING),
    case("GET", "/api/v1/notifications/read", SignedIn, NOTHING),
    case("POST", "/api/v1/notifications/read", SignedIn, EMPTY),
    case("GET", "/api/v1/notifications/preferences", SignedIn, NOTHING),
    case("PUT", "/api/v1/notifications/preferences", SignedIn, EMPTY),
    case("GET", "/api/v1/notifications/channels", SignedIn, NOTHING),
    case("POST", "/api/v1/notifications/channels", MAY_FREEZE, CHANNEL),
    case("POST", "/api/v1/notifications/channels/{id}/test", MAY_FREEZE, NOTHING),
    case("GET", "/api/v1/notifications/deliveries", SignedIn, NOTHING),
    case("POST", "/api/v1/notifications/deliveries/{id}/resend", MAY_FREEZE, NOTHING),
    case("DELETE", "/api/v1/notifications/channels/{id}", MAY_FREEZE, NOTHING),
    case("GET", "/api/v1/github-account", SignedIn, NOTHING),
    case("GET", "/api/v1/incidents", SignedIn, NOTHING),
    case("POST", "/api/v1/incidents", MAY_STOP, INCIDENT),
    case("GET", "/api/v1/incidents/{id}", SignedIn, NOTHING),
    case("POST", "/api/v1/incidents/{id}/acknowledge", MAY_STOP, NOTHING),
    case("POST", "/api/v1/incidents/{id}/assign", MAY_STOP, |_, _| {
        Some(json!({ "to": "usr_streaming-lead" }).to_string())
    }),
    case("POST", "/api/v1/incidents/{id}/notes", MAY_STOP, |_, _| {
        Some(json!({ "text": "seen" }).to_string())
    }),
    case("POST", "/api/v1/incidents/{id}/resolve", MAY_STOP, EMPTY),
    case("POST", "/api/v1/incidents/{id}/reopen", MAY_STOP, EMPTY),
    case("GET", "/api/v1/objectives", SignedIn, NOTHING),
    case("GET", "/api/v1/on-call", SignedIn, NOTHING),
    case(
        "GET",
        "/api/v1/samples?service=live-api&stage=prod&region=us-east-1&from=2026-12-01",
        SignedIn,
        NOTHING,
    ),
    case("GET", "/api/v1/status", SignedIn, NOTHING),
    case("GET", "/api/v1/delegations", SignedIn, NOTHING),
    case("POST", "/api/v1/delegations", MAY_DEPUTE, DEPUTY),
    // What is nobody's own is not there.
    case("DELETE", "/api/v1/delegations/{id}", SignedIn, NOTHING),
    case("GET", "/api/v1/matrix", SignedIn, NOTHING),
    case("GET", "/api/v1/me", SignedIn, NOTHING),
    case("GET", "/api/v1/openapi.json", Open, NOTHING),
    case("GET", "/api/v1/pipelines", SignedIn, NOTHING),
    case("GET", "/api/v1/pipelines/{owner}/{repo}/runs", SignedIn, NOTHING),
    case("GET", "/api/v1/pipelines/{owner}/{repo}/runs/{id}", SignedIn, NOTHING),
    case("POST", "/api/v1/pipelines/{owner}/{repo}/runs/{id}/cancel", MAY_STOP, NOTHING),
    case("GET", "/api/v1/pipelines/{owner}/{repo}/runs/{id}/jobs/{job}/log", SignedIn, NOTHING),
    case("POST", "/api/v1/pipelines/{owner}/{repo}/runs/{id}/rerun-failed", MAY_STOP, NOTHING),
    case("GET", "/api/v1/pipelines/{owner}/{repo}/workflows", SignedIn, NOTHING),
    case("POST", "/api/v1/pipelines/{owner}/{repo}/workflows/{file}/runs", MAY_STOP, RESTART),
    case("GET", "/api/v1/releases", SignedIn, NOTHING),
    case("POST", "/api/v1/releases", MAY_REQUEST, RELEASE),
    case("GET", "/api/v1/releases/{id}", SignedIn, NOTHING),
    case("GET", "/api/v1/releases/{id}/changes", SignedIn, NOTHING),
    case("GET", "/api/v1/rollouts", SignedIn, NOTHING),
    case("POST", "/api/v1/rollouts", MAY_REQUEST, ROLLOUT),
    case("POST", "/api/v1/rollouts/preview", SignedIn, ROLLOUT),
    case("GET", "/api/v1/rollouts/{id}", SignedIn, NOTHING),
    case("GET", "/api/v1/rollouts/{id}/changes", SignedIn, NOTHING),
    case("POST", "/api/v1/rollouts/{id}/abort", MAY_STOP, NOTHING),
    case("POST", "/api/v1/rollouts/{id}/approvals", MAY_DECIDE, YES),
    case("POST", "/api/v1/rollouts/{id}/steering", MAY_STOP, PAUSE),
    case("GET", "/api/v1/running", SignedIn, NOTHING),
    case("GET", "/api/v1/requests", SignedIn, NOTHING),
    case("POST", "/api/v1/requests", MAY_REQUEST, NEW),
    case("POST", "/api/v1/requests/preview", SignedIn, NEW),
    case("GET", "/api/v1/requests/{id}", SignedIn, NOTHING),
    case("POST", "/api/v1/requests/{id}/amend", MAY_REQUEST, EMPTY),
    case("POST", "/api/v1/requests/{id}/approvals", MAY_DECIDE, DECISION),
    case("POST", "/api/v1/requests/{id}/cancel", MAY_STOP, NOTHING),
    case("GET", "/api/v1/requests/{id}/events", SignedIn, NOTHING),
    case("POST", "/api/v1/requests/{id}/retry", MAY_STOP, NOTHING),
    case("POST", "/api/v1/requests/{id}/withdraw", MAY_REQUEST, NOTHING),
    case("GET", "/api/v1/rules", SignedIn, NOTHING),
    case("GET", "/api/v1/services", SignedIn, NOTHING),
    case("GET", "/api/v1/services/{name}", SignedIn, NOTHING),
    case("POST", "/api/v1/services/{name}/refresh", MAY_STOP, NOTHING),
    case("GET", "/api/v1/templates", SignedIn, NOTHING),
    case("GET", "/api/v1/templates/{name}", SignedIn, NOTHING),
    case("GET", "/api/v1/templates/{name}/source", SignedIn, NOTHING),
    case("GET", "/api/v1/tokens", SignedIn, NOTHING),
    case("GET", "/api/v1/webhooks", SignedIn, NOTHING),
];

/// Those that do something to what is the caller's own.
const OWN: [Case; 5] = [
    case("POST", "/api/v1/tokens", SignedIn, NEW_TOKEN),
    case("DELETE", "/api/v1/tokens/{id}", SignedIn, NOTHING),
    case("PUT", "/api/v1/github-account", SignedIn, |_, _| Some(json!({ "token": "x" }).to_string())),
    case("DELETE", "/api/v1/github-account", SignedIn, NOTHING),
    case("DELETE", "/api/v1/sessions", SignedIn, NOTHING),
];

const FORM: Body = |_, _| Some("action=create&template=web&service=live-api&target=dev/eu-west-3".to_owned());
const OF_REQUEST: Body = |world, _| Some(format!("id={}", world.id()));

const FUNCTIONS: [Case; 40] = [
    case("POST", "/fn/preferences", Open, |_, _| Some("theme=dark".to_owned())),
    case("GET", "/fn/search?q=live", SignedIn, NOTHING),
    case("POST", "/fn/tokens/create", SignedIn, |_, _| Some("label=x&read=on".to_owned())),
    case("POST", "/fn/tokens/revoke", SignedIn, |world, who| Some(format!("id={}", own(&world.tokens, who)))),
    case("POST", "/fn/github-account/keep", SignedIn, |_, _| Some("token=x".to_owned())),
    case("POST", "/fn/github-account/forget", SignedIn, |_, _| Some(String::new())),
    case("POST", "/fn/sessions/end", SignedIn, |_, _| Some(String::new())),
    case("POST", "/fn/requests/create", MAY_REQUEST, FORM),
    case("POST", "/fn/requests/amend", MAY_REQUEST, |world, _| {
        Some(format!("amends={}&template=web&service=live-api&target=prod/us-east-1", world.id()))
    }),
    case("POST", "/fn/rollouts/decide", MAY_DECIDE, |world, _| {
        let digest = world.rollout["digest"].as_str().expect("a digest");
        Some(format!("id={}&decision=approve&digest={digest}", world.rollout_id()))
    }),
    case("POST", "/fn/rollouts/start", MAY_REQUEST, |_, _| {
        Some("service=live-api&stage=dev&release=1.0.0".to_owned())
    }),
    case("POST", "/fn/rollouts/steer", MAY_STOP, |world, _| {
        Some(format!("id={}&deed=pause", world.rollout_id()))
    }),
    case("POST", "/fn/health/blame", MAY_STOP, |world, _| {
        let place = "service=live-api&stage=dev&region=ap-northeast-2";
        Some(format!("change={}&blamed=true&{place}", world.change))
    }),
    case("POST", "/fn/freezes/create", MAY_FREEZE, |_, _| {
        Some("title=Sale&team=streaming&repeats=weekly&from_day=Fri&from_time=18:00&until_day=Mon&until_time=09:00".to_owned())
    }),
    case("POST", "/fn/freezes/end", MAY_FREEZE, |world, _| Some(format!("id={}", world.freeze))),
    case("POST", "/fn/freezes/delete", MAY_FREEZE, |world, _| Some(format!("id={}", world.freeze))),
    case("POST", "/fn/notifications/read", SignedIn, |_, _| Some(String::new())),
    case("POST", "/fn/notifications/choose", SignedIn, |_, _| Some("lang=ko".to_owned())),
    case("POST", "/fn/channels/create", MAY_FREEZE, |_, _| {
        Some("team=streaming&label=Mail&means=email&target=a@example.com&lang=en".to_owned())
    }),
    case("POST", "/fn/channels/test", MAY_FREEZE, |world, _| Some(format!("id={}", world.channel))),
    case("POST", "/fn/notices/resend", MAY_FREEZE, |world, _| Some(format!("id={}", world.delivery))),
    case("POST", "/fn/channels/delete", MAY_FREEZE, |world, _| Some(format!("id={}", world.channel))),
    case("POST", "/fn/incidents/open", MAY_STOP, |_, _| {
        Some("title=No sound&service=live-api&stage=prod&page=on".to_owned())
    }),
    case("POST", "/fn/incidents/respond", MAY_STOP, |world, _| {
        Some(format!("id={}&deed=note&text=seen", world.incident))
    }),
    case("POST", "/fn/deputies/name", MAY_DEPUTE, |world, _| {
        let until = jiff::Timestamp::from_millisecond(world.app.portal.now().0).expect("a time");
        let until = until.strftime("%Y-%m-%d").to_string();
        Some(format!("team=streaming&deputy=usr_streaming-developer&until={until}"))
    }),
    case("POST", "/fn/deputies/end", SignedIn, |_, _| Some("id=dlg_none".to_owned())),
    case("POST", "/fn/services/refresh", MAY_STOP, |_, _| Some("name=live-api".to_owned())),
    case("POST", "/fn/pipelines/launch", MAY_STOP, |_, _| {
        Some("repository=acme/live-api&file=restart.yml&inputs[region]=eu-west-3".to_owned())
    }),
    case("POST", "/fn/pipelines/run", MAY_STOP, |world, _| {
        Some(format!("repository=acme/live-api&id={}&deed=cancel", world.run))
    }),
    case("POST", "/fn/actions/do", MAY_SCALE, |_, _| {
        let place = "service=live-api&action=scale&place[stage]=dev&place[region]=eu-west-3";
        Some(format!("{place}&inputs[tasks]=6&reason=Busy"))
    }),
    case("POST", "/fn/requests/preview", SignedIn, FORM),
    case("POST", "/fn/drafts/save", SignedIn, FORM),
    case("POST", "/fn/drafts/drop", SignedIn, |world, who| {
        Some(format!("draft={}", own(&world.drafts, who)))
    }),
    case("POST", "/fn/requests/decide", MAY_DECIDE, |world, _| {
        Some(format!("id={}&decision=approve&digest={}", world.id(), world.digest()))
    }),
    case("POST", "/fn/requests/cancel", MAY_STOP, OF_REQUEST),
    case("POST", "/fn/requests/withdraw", MAY_REQUEST, OF_REQUEST),
    case("POST", "/fn/requests/retry", MAY_STOP, OF_REQUEST),
    case("GET", "/fn/requests/events?id={id}", SignedIn, NOTHING),
    case("GET", "/fn/environments/peek", SignedIn, NOTHING),
    case("POST", "/fn/environments/check-drift", MAY_STOP, |world, _| {
        Some(format!("id={}", world.environment))
    }),
];

/// What stands beside the API, pages and functions. `/sign-in` is open to whoever says who to be.
const OTHERS: [Case; 13] = [
    case("POST", "/sign-in", Open, |_, _| Some("person=usr_streaming-lead".to_owned())),
    case("GET", "/sign-in/{provider}", Open, NOTHING),
    case("GET", "/sign-in/{provider}/callback", Open, NOTHING),
    case("POST", "/sign-out", Open, NOTHING),
    case("GET", "/live/requests/{id}", SignedIn, NOTHING),
    case("GET", "/live/rollouts/{id}", SignedIn, NOTHING),
    case("GET", "/live/incidents/{id}", SignedIn, NOTHING),
    case("GET", "/live/pipelines/{owner}/{repo}/runs/{id}", SignedIn, NOTHING),
    case("GET", "/live/health", SignedIn, NOTHING),
    case("GET", "/live/matrix", SignedIn, NOTHING),
    case("GET", "/live/notifications", SignedIn, NOTHING),
    case("GET", "/live/changes", SignedIn, NOTHING),
    case("GET", "/fn/{*name}", Open, NOTHING),
];

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
    for scope in TokenScope::ALL {
        // Each scope finds the same: who has amended a request may no longer approve it.
        let world = World::new().await;
        let lead = person("streaming-lead");
        let token = world.app.portal.create_token(&lead, "one scope", &[scope], None).await.expect("a token");
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
