//! Something behind every door.

use crate::support::{PEOPLE, TestApp, person};
use serde_json::Value;
use std::collections::BTreeMap;

/// Things to act upon, all owned by the team streaming.
pub(super) struct World {
    pub(super) app: TestApp,
    /// Waits for an approval.
    pub(super) request: Value,
    /// Waits for an approval, too.
    pub(super) rollout: Value,
    /// Holds in the far future.
    pub(super) freeze: String,
    /// Where the team hears of things, and what went out there.
    pub(super) channel: String,
    pub(super) delivery: String,
    /// Open.
    pub(super) incident: String,
    /// Runs.
    pub(super) environment: String,
    /// A feature that was switched.
    pub(super) change: String,
    /// A run of a workflow, and its job.
    pub(super) run: String,
    pub(super) job: String,
    /// A token and a draft of each person.
    pub(super) tokens: BTreeMap<&'static str, String>,
    pub(super) drafts: BTreeMap<&'static str, String>,
}

impl World {
    pub(super) async fn new() -> Self {
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
                app.portal.create_token(&actor, "spare", &services::ports::TokenScope::OF_PEOPLE, None).await;
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

    pub(super) fn id(&self) -> &str {
        self.request["id"].as_str().expect("an id")
    }

    pub(super) fn rollout_id(&self) -> &str {
        self.rollout["id"].as_str().expect("an id")
    }

    pub(super) fn digest(&self) -> &str {
        self.request["digest"].as_str().expect("a digest")
    }

    pub(super) fn fill(&self, path: &str, who: &str) -> String {
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
pub(super) fn own(things: &BTreeMap<&str, String>, who: &str) -> String {
    things.get(who).cloned().unwrap_or_else(|| "none".to_owned())
}
