//! Every door, who gets through it, and what they bring.

use super::Door::{self, Open, SignedIn};
use super::world::{World, own};
use crate::support::creation;
use serde_json::json;

const MAY_REQUEST: Door = Door::Some(&["streaming-developer", "streaming-lead", "streaming-admin"]);
const MAY_STOP: Door =
    Door::Some(&["streaming-developer", "streaming-lead", "streaming-on-call", "streaming-admin"]);
/// As the service declares for its action.
const MAY_SCALE: Door = Door::Some(&["streaming-lead", "streaming-on-call", "streaming-admin"]);
const NOBODY: Door = Door::Some(&[]);
const MAY_DECIDE: Door = Door::Some(&["streaming-lead"]);

/// A body that would do something if its sender were let through.
pub(super) type Body = fn(&World, &str) -> Option<String>;

/// One door of scripts or of forms.
pub(super) struct Case {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) door: Door,
    pub(super) body: Body,
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
/// A feature of a service that the team streaming owns was switched.
const CHANGE: Body = |_, who| {
    let id = format!("flag-{who}");
    Some(json!({ "id": id, "kind": "flag", "service": "live-api", "title": "on" }).to_string())
};
const BLAME: Body = |world, _| Some(json!({ "change": world.change, "blamed": true }).to_string());
/// Long enough ahead to be in the future.
const FREEZE: Body = |_, _| {
    let window = json!({ "title": "Sale", "team": "streaming", "from": "2097-12-20T00:00", "until": "2097-12-21T00:00" });
    Some(window.to_string())
};
const MAINTENANCE: Body = |_, _| {
    let window = json!({ "maintenance": true, "title": "Disk", "team": "streaming", "from": "2097-12-20T00:00",
        "until": "2097-12-20T01:00" });
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

pub(super) const API: [Case; 96] = [
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
    // It only silences, which whoever responds to incidents may.
    case("POST", "/api/v1/freezes?of=maintenance", MAY_STOP, MAINTENANCE),
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
pub(super) const OWN: [Case; 6] = [
    case("POST", "/api/v1/tokens", SignedIn, NEW_TOKEN),
    // A location's own is for those to make who may measure.
    case("POST", "/api/v1/tokens?of=location", NOBODY, |_, _| {
        Some(json!({ "label": "x", "scopes": ["measure:office"] }).to_string())
    }),
    case("DELETE", "/api/v1/tokens/{id}", SignedIn, NOTHING),
    case("PUT", "/api/v1/github-account", SignedIn, |_, _| Some(json!({ "token": "x" }).to_string())),
    case("DELETE", "/api/v1/github-account", SignedIn, NOTHING),
    case("DELETE", "/api/v1/sessions", SignedIn, NOTHING),
];

const FORM: Body = |_, _| Some("action=create&template=web&service=live-api&target=dev/eu-west-3".to_owned());
const OF_REQUEST: Body = |world, _| Some(format!("id={}", world.id()));

pub(super) const FUNCTIONS: [Case; 42] = [
    case("POST", "/fn/preferences", Open, |_, _| Some("theme=dark".to_owned())),
    case("GET", "/fn/search?q=live", SignedIn, NOTHING),
    case("POST", "/fn/tokens/create", SignedIn, |_, _| Some("label=x&read=on".to_owned())),
    case("POST", "/fn/tokens/create?of=location", NOBODY, |_, _| Some("label=x&location=office".to_owned())),
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
        let seen = "%2Frollouts%2Fnew%3Fservice%3Dlive-api%26stage%3Ddev%26release%3D1.0.0";
        Some(format!("service=live-api&stage=dev&release=1.0.0&seen={seen}"))
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
    case("POST", "/fn/freezes/create?of=maintenance", MAY_STOP, |_, _| {
        let when = "repeats=once&zone=UTC&from=2097-12-20T00:00&until=2097-12-20T01:00";
        Some(format!("title=Disk&team=streaming&kind=maintenance&{when}"))
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
pub(super) const OTHERS: [Case; 15] = [
    case("POST", "/sign-in", Open, |_, _| Some("person=usr_streaming-lead".to_owned())),
    case("GET", "/sign-in/{provider}", Open, NOTHING),
    case("GET", "/sign-in/{provider}/callback", Open, NOTHING),
    case("POST", "/sign-out", Open, NOTHING),
    case("GET", "/live/page", SignedIn, NOTHING),
    case("GET", "/live/requests/{id}", SignedIn, NOTHING),
    case("GET", "/live/rollouts/{id}", SignedIn, NOTHING),
    case("GET", "/live/incidents", SignedIn, NOTHING),
    case("GET", "/live/incidents/{id}", SignedIn, NOTHING),
    case("GET", "/live/pipelines/{owner}/{repo}/runs/{id}", SignedIn, NOTHING),
    case("GET", "/live/health", SignedIn, NOTHING),
    case("GET", "/live/matrix", SignedIn, NOTHING),
    case("GET", "/live/notifications", SignedIn, NOTHING),
    case("GET", "/live/changes", SignedIn, NOTHING),
    case("GET", "/fn/{*name}", Open, NOTHING),
];
