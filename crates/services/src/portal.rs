use crate::catalog::KnownRepositories;
use crate::catalogue::Catalogue;
use crate::declared::Declarations;
use crate::freezes::{CalendarRules, FreezeWindow, KnownCalendars};
use crate::health::{KnownCharts, KnownNumbers, Probing};
use crate::health::{KnownPromises, KnownRankings, OnCallRules};
use crate::measuring::KnownSeries;
use crate::notifications::Nobody;
use crate::people::KnownSessions;
use crate::pipelines::Known;
use crate::ports::{
    Artifacts, Calendars, Clock, Cloud, IdentityProvider, Ids, Messenger, Metrics, Pipelines, Place, Prober,
    Store, TemplateChecker, TemplateSource,
};
use crate::rollouts::{Comparisons, Guards};
use crate::sign_in::Asking;
use crate::turns::Turns;
use crate::vault::Vault;
use domain::live::LiveEvent;
use domain::names::{LocationName, RegionName, StageName};
use domain::rules::Rules;
use domain::{PortalError, Timestamp};
use futures::stream::BoxStream;
use std::sync::Arc;

/// All use cases, over whatever implements the ports. Cheap to clone.
#[derive(Clone)]
pub struct Portal {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) cloud: Arc<dyn Cloud>,
    pub(crate) pipelines: Arc<dyn Pipelines>,
    pub(crate) artifacts: Arc<dyn Artifacts>,
    pub(crate) prober: Arc<dyn Prober>,
    /// Whether this portal probes all the time, and judges.
    pub(crate) probes: bool,
    pub(crate) probing: Arc<Probing>,
    pub(crate) metrics: Arc<dyn Metrics>,
    pub(crate) measured: Arc<KnownSeries>,
    pub(crate) numbers: Arc<KnownNumbers>,
    pub(crate) rankings: Arc<KnownRankings>,
    pub(crate) charts: Arc<KnownCharts>,
    pub(crate) calendars: Arc<dyn Calendars>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn Ids>,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) declarations: Arc<Declarations>,
    pub(crate) repositories_known: Arc<KnownRepositories>,
    pub(crate) guards: Arc<Guards>,
    pub(crate) comparisons: Arc<Comparisons>,
    pub(crate) calendars_known: Arc<KnownCalendars>,
    pub(crate) known: Arc<Known>,
    pub(crate) rules: Arc<Rules>,
    pub(crate) vault: Arc<Vault>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) sessions: Arc<KnownSessions>,
    pub(crate) promises: Arc<KnownPromises>,
    pub(crate) messenger: Arc<dyn Messenger>,
    pub(crate) providers: Arc<[Arc<dyn IdentityProvider>]>,
    pub(crate) asking: Arc<Asking>,
    /// Held while a request is assembled and written, so that many at once wait for each other instead of racing.
    pub(crate) assembling: Arc<tokio::sync::Mutex<()>>,
    pub(crate) turns: Arc<Turns>,
}

/// What a portal is made of.
pub struct Parts {
    pub store: Arc<dyn Store>,
    pub cloud: Arc<dyn Cloud>,
    pub pipelines: Arc<dyn Pipelines>,
    pub artifacts: Arc<dyn Artifacts>,
    pub prober: Arc<dyn Prober>,
    pub metrics: Arc<dyn Metrics>,
    pub calendars: Arc<dyn Calendars>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    pub templates: Arc<dyn TemplateSource>,
    pub checker: Arc<dyn TemplateChecker>,
    pub rules: Rules,
    pub vault: Vault,
    pub settings: Settings,
}

/// How the portal goes about its work.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What every stack's name starts with.
    pub stack_prefix: String,
    /// How long a sign-in lasts.
    pub session_hours: u32,
    /// How long what a provider said of somebody's roles is believed before it is asked again.
    pub roles_fresh_millis: i64,
    /// Jobs at once in one region of one account, over all replicas.
    pub per_region: usize,
    /// Jobs at once in one worker.
    pub per_worker: usize,
    /// Longest pause between two looks at a region in which something is being done.
    pub poll_millis: i64,
    /// How long a job is ours without a sign of life; after that another worker takes it.
    pub lease_millis: i64,
    /// How long a region may keep a target waiting before the target is given up as errored.
    pub patience_millis: i64,
    /// Stacks in progress whose events are read in one look at a region.
    pub events_per_poll: usize,
    /// Repositories (`owner/name`) that declare services, and patterns over them (`owner/*`).
    pub repositories: Vec<String>,
    /// Where people look at repositories; without a slash at the end.
    pub repositories_url: String,
    /// Pause between two readings of all those repositories.
    pub catalog_millis: i64,
    /// Times in which forward rollouts are held.
    pub freezes: Vec<FreezeWindow>,
    /// The same, as iCalendar files.
    pub calendars: Vec<CalendarRules>,
    /// Shortest pause between two looks at a run of the CI backend.
    pub run_poll_millis: i64,
    /// Longest pause between two looks at it.
    pub longest_run_poll_millis: i64,
    /// What links in messages start with; without a slash at the end.
    pub public_url: String,
    /// After which those who decide are told once more.
    pub remind_millis: i64,
    /// Where mail may go; empty: anywhere.
    pub mail_domains: Vec<String>,
    /// Where this portal sends its own probes from. A sandbox plays several.
    pub probe_locations: Vec<LocationName>,
    /// Locations elsewhere, that send in what they found.
    pub remote_locations: Vec<LocationName>,
    /// Asked instead of what stacks say where they answer; for the sandbox. `{service}`, `{stage}` and `{region}` in it are
    /// filled in.
    pub probe_endpoint: Option<String>,
    /// A better state has to last so long before it is believed.
    pub better_after_millis: i64,
    /// Longest pause between two times at which a region's services are measured.
    pub collect_millis: i64,
    /// Who is on call, team by team.
    pub on_call: Vec<OnCallRules>,
    /// Whether the status page is shown to those who are not signed in.
    pub public_status: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            stack_prefix: "slipway-".to_owned(),
            session_hours: 12,
            roles_fresh_millis: 15 * 60_000,
            per_region: 16,
            per_worker: 64,
            poll_millis: 3_000,
            lease_millis: 10_000,
            patience_millis: 2 * 3_600_000,
            events_per_poll: 16,
            repositories: Vec::new(),
            repositories_url: "https://github.com".to_owned(),
            catalog_millis: 10 * 60_000,
            freezes: Vec::new(),
            calendars: Vec::new(),
            run_poll_millis: 1_000,
            longest_run_poll_millis: 30_000,
            public_url: "http://127.0.0.1:3000".to_owned(),
            remind_millis: 4 * 3_600_000,
            mail_domains: Vec::new(),
            probe_locations: LocationName::parse("portal").into_iter().collect(),
            remote_locations: Vec::new(),
            probe_endpoint: None,
            better_after_millis: 60_000,
            collect_millis: 60_000,
            on_call: Vec::new(),
            public_status: false,
        }
    }
}

impl Portal {
    pub fn new(parts: Parts) -> Self {
        Portal {
            store: parts.store,
            cloud: parts.cloud,
            pipelines: parts.pipelines,
            artifacts: parts.artifacts,
            prober: parts.prober,
            probes: false,
            probing: Arc::default(),
            metrics: parts.metrics,
            measured: Arc::default(),
            numbers: Arc::default(),
            rankings: Arc::default(),
            charts: Arc::default(),
            calendars: parts.calendars,
            calendars_known: Arc::default(),
            declarations: Arc::default(),
            repositories_known: Arc::default(),
            guards: Arc::default(),
            comparisons: Arc::default(),
            known: Arc::default(),
            clock: parts.clock,
            ids: parts.ids,
            catalogue: Arc::new(Catalogue::new(parts.templates, parts.checker)),
            rules: Arc::new(parts.rules),
            vault: Arc::new(parts.vault),
            settings: Arc::new(parts.settings),
            sessions: Arc::default(),
            promises: Arc::default(),
            messenger: Arc::new(Nobody),
            providers: Arc::from([]),
            asking: Arc::default(),
            assembling: Arc::default(),
            turns: Arc::default(),
        }
    }

    /// Has services probed all the time, from the portal's own locations, and judged by that.
    pub fn probing_services(mut self) -> Self {
        self.probes = true;
        self
    }

    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether the database answers; without it the portal can do nothing.
    pub async fn ready(&self) -> Result<(), PortalError> {
        Ok(self.store.ping().await?)
    }

    /// Whether each region's cloud answers, in the order of the rules; for `slipway check`.
    pub async fn check_cloud(&self) -> Vec<(Place, Result<(), String>)> {
        let mut answers = Vec::new();
        for stage in &self.rules.stages {
            for region in &self.rules.regions {
                let place = self.place(&stage.name, &region.name);
                let known = answers.iter().any(|(other, _): &(Place, _)| other.key() == place.key());
                if !known {
                    let answer = self.cloud.ping(&place).await.map_err(|error| error.to_string());
                    answers.push((place, answer));
                }
            }
        }
        answers
    }

    /// Whether the CI backend answers and knows the portal; for `slipway check`.
    pub async fn check_pipelines(&self) -> Result<(), String> {
        self.pipelines.ping().await.map_err(|error| error.to_string())
    }

    pub async fn live_after(&self, seq: i64, limit: u32) -> Result<Vec<LiveEvent>, PortalError> {
        Ok(self.store.live_after(seq, limit).await?)
    }

    pub async fn live_head(&self) -> Result<i64, PortalError> {
        Ok(self.store.live_head().await?)
    }

    /// Wakes whenever something was committed, here or by another replica.
    pub fn watch(&self) -> BoxStream<'static, i64> {
        self.store.watch()
    }

    /// `(kind, waiting, running)` jobs, for metrics.
    pub async fn job_counts(&self) -> Result<Vec<(String, i64, i64)>, PortalError> {
        Ok(self.store.job_counts().await?)
    }

    pub(crate) fn place(&self, stage: &StageName, region: &RegionName) -> Place {
        let role_arn = self.rules.stage(stage).and_then(|rules| rules.role_arn.clone());
        Place { stage: stage.clone(), region: region.clone(), role_arn }
    }
}
