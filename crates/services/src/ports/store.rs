use super::{
    ActionPlace, AddressBook, AuditFilter, AuditHead, CalendarCopy, CheckChunk, ClaimLimits, Commit,
    Committed, Draft, EnvironmentFilter, GithubAccount, HealthFilter, IdempotencyRecord, Identity,
    IncidentFilter, KeptObjective, KnownChange, KnownRepository, LeasedJob, NewJob, NoticeDeliveryFilter,
    Person, RequestFilter, RolloutFilter, RunningTarget, SamplePlace, Seen, ServiceFacets, ServiceFilter,
    Session, TemplateVersion, Token, Versioned, WebhookDelivery,
};
use async_trait::async_trait;
use domain::approval::Digest;
use domain::audit::AuditEvent;
use domain::catalog::{Edge, EntityRef, RepositoryRecord, ServiceRecord};
use domain::delegation::Delegation;
use domain::environment::{Environment, EnvironmentKey};
use domain::freeze::Freeze;
use domain::health::course::Tier;
use domain::health::culprit::{ChangeKind, ChangeRecord, Track};
use domain::health::incident::Incident;
use domain::health::{HealthChange, Heard, PlacementHealth, ProbeId};
use domain::health::{Placement, SampleTier};
use domain::ids::{
    ActorId, ChannelId, DelegationId, DeliveryId, DraftId, EnvironmentId, FreezeId, IncidentId, JobId,
    LaunchId, ReleaseId, RequestId, RolloutId,
};
use domain::live::LiveEvent;
use domain::metric::{Metric, Series, Window};
use domain::names::{RegionName, ServiceName, StageName, TeamName};
use domain::notification::{Delivery, Notification, Preferences, TeamChannel};
use domain::pipeline::Launch;
use domain::release::{Deployed, Release};
use domain::request::Request;
use domain::rollout::Rollout;
use domain::service::CatalogService;
use domain::stack::RecordedEvent;
use domain::template::TemplateDigest;
use domain::view::{EnvironmentRow, Listing, Matrix, MatrixColumn, MatrixFilter, ServiceRow};
use domain::{PortalError, Timestamp};
use futures::stream::BoxStream;
use std::collections::BTreeSet;

/// Why the store did not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Somebody else wrote first, or a unique value is taken. `what` names it for the log.
    #[error("conflict: {0}")]
    Conflict(String),
    /// The database does not answer, is locked, or its disk is full. Nothing was written.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// What was asked for cannot be: a cursor that was never given out, a text no database takes.
    #[error("{0}")]
    Invalid(String),
    /// A defect: rows that do not parse, wrong SQL.
    #[error("the database gave something unexpected: {0}")]
    Broken(String),
}

impl From<StoreError> for PortalError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(what) => PortalError::conflict(
                "Somebody else changed this at the same moment. Nothing was written; try again.",
            )
            .because(what),
            StoreError::Unavailable(why) => PortalError::unavailable(
                "The database does not answer. Nothing was written; try again in a moment.",
            )
            .because(why),
            StoreError::Invalid(why) => {
                PortalError::invalid(format!("That does not work: {why}.")).because("refused by the store")
            }
            StoreError::Broken(why) => PortalError::internal(why),
        }
    }
}

type Result<T> = std::result::Result<T, StoreError>;

/// Everything that is kept. Reads see what is committed; all writing but job bookkeeping is one [`Commit`].
#[async_trait]
pub trait Store: Send + Sync {
    async fn commit(&self, commit: Commit) -> Result<Committed>;

    /// Whether the database answers and takes writes.
    async fn ping(&self) -> Result<()>;

    // Requests and environments
    async fn request(&self, id: &RequestId) -> Result<Option<Versioned<Request>>>;
    /// Newest first.
    async fn requests(
        &self,
        filter: &RequestFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Versioned<Request>>>;
    async fn environment(&self, id: &EnvironmentId) -> Result<Option<Versioned<Environment>>>;
    async fn environment_at(&self, key: &EnvironmentKey) -> Result<Option<Versioned<Environment>>>;
    /// By service, name, stage and region.
    async fn environments(
        &self,
        filter: &EnvironmentFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<EnvironmentRow>>;
    /// All that run, or ran until their last change, with their documents.
    async fn standing_environments(&self) -> Result<Vec<Environment>>;
    /// The window of the matrix under the filter, read without the environments' documents.
    async fn matrix(&self, filter: &MatrixFilter, columns: &[MatrixColumn]) -> Result<Matrix>;
    async fn service(&self, name: &ServiceName) -> Result<Option<CatalogService>>;
    async fn services(&self) -> Result<Vec<CatalogService>>;
    async fn address_book(&self) -> Result<Versioned<AddressBook>>;
    async fn template_version(&self, digest: &TemplateDigest) -> Result<Option<TemplateVersion>>;

    // The catalogue of services
    async fn catalog_repository(&self, repository: &str) -> Result<Option<Versioned<RepositoryRecord>>>;
    /// `owner/name` of all that are kept.
    async fn catalog_repositories(&self) -> Result<Vec<KnownRepository>>;
    /// By name; also those that only have environments.
    async fn catalog_services(
        &self,
        filter: &ServiceFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<ServiceRow>>;
    /// What lists of services can be narrowed down to.
    async fn catalog_facets(&self) -> Result<ServiceFacets>;
    async fn catalog_service(&self, name: &str) -> Result<Option<ServiceRecord>>;
    /// Everything that has to do with an entity, in both directions, at most so many.
    async fn catalog_edges(&self, entity: &EntityRef, limit: u32) -> Result<Vec<Edge>>;
    /// The services that entities are: `(entity, service)`.
    async fn catalog_names(&self, entities: &[EntityRef]) -> Result<Vec<(String, String)>>;

    /// Which service needs which, over the whole catalogue: `(needing, needed)`.
    async fn dependencies(&self) -> Result<Vec<(String, String)>>;

    // Changes
    /// What was under way between two moments, of all services or of one and of none; what arrived last comes first.
    async fn changes(
        &self,
        service: Option<&str>,
        from: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<ChangeRecord>>;
    async fn change(&self, id: &str) -> Result<Option<KnownChange>>;
    /// Which of these changes people have found to be causes.
    async fn blamed(&self, ids: &[&str]) -> Result<BTreeSet<String>>;
    /// How often changes of these services were the cause of incidents, by kind.
    async fn change_tracks(&self, services: &[ServiceName]) -> Result<Vec<(ServiceName, ChangeKind, Track)>>;

    // Releases and rollouts
    async fn release(&self, id: &ReleaseId) -> Result<Option<Release>>;
    /// By its version.
    async fn release_named(&self, service: &ServiceName, version: &str) -> Result<Option<Release>>;
    /// Newest first.
    async fn releases(
        &self,
        service: Option<&ServiceName>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Release>>;
    async fn rollout(&self, id: &RolloutId) -> Result<Option<Versioned<Rollout>>>;
    /// Newest first.
    async fn rollouts(
        &self,
        filter: &RolloutFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Versioned<Rollout>>>;
    /// Forward rollouts of a service and stage that are not over: the one that has begun, then the others by age.
    async fn queued_rollouts(&self, service: &ServiceName, stage: &StageName) -> Result<Vec<RolloutId>>;
    /// Whether a rollout of this artifact has come to a good end in a stage.
    async fn has_succeeded(&self, service: &ServiceName, stage: &StageName, digest: &Digest) -> Result<bool>;
    /// What runs where, of one service or of all.
    async fn deployed(&self, service: Option<&ServiceName>) -> Result<Vec<Deployed>>;

    // What governs delivery
    /// Windows that were made in the portal, the oldest first.
    async fn freezes(&self) -> Result<Vec<Versioned<Freeze>>>;
    async fn freeze(&self, id: &FreezeId) -> Result<Option<Versioned<Freeze>>>;
    /// All that were read, without their content.
    async fn calendars(&self) -> Result<Vec<CalendarCopy>>;
    /// The last good content of one.
    async fn calendar(&self, name: &str) -> Result<Option<String>>;
    /// Those that are not over, what ends first comes first.
    async fn delegations(&self, now: Timestamp) -> Result<Vec<Versioned<Delegation>>>;
    async fn delegation(&self, id: &DelegationId) -> Result<Option<Versioned<Delegation>>>;

    // Launches
    async fn launch(&self, id: &LaunchId) -> Result<Option<Versioned<Launch>>>;
    /// The one that a run was started by.
    async fn launch_of_run(&self, repository: &str, run: &str) -> Result<Option<Versioned<Launch>>>;
    /// Newest first, of one repository or of all.
    async fn launches(&self, repository: Option<&str>, limit: u32) -> Result<Vec<Launch>>;
    /// The newest one that GitHub has taken.
    async fn last_action(&self, place: &ActionPlace) -> Result<Option<Launch>>;

    // What the cloud is doing
    /// Targets being applied or cancelled in one stage and region.
    async fn running_targets(&self, stage: &StageName, region: &RegionName) -> Result<Vec<RunningTarget>>;
    /// Events of a request in the order in which they were stored, after the place given.
    async fn events_of(&self, request: &RequestId, after: i64, limit: u32) -> Result<Vec<RecordedEvent>>;
    /// Events of one stack, newest first.
    async fn events_of_stack(&self, stack_id: &str, limit: u32) -> Result<Vec<RecordedEvent>>;

    // People
    async fn person(&self, id: &ActorId) -> Result<Option<Person>>;
    async fn people(&self) -> Result<Vec<Person>>;
    /// `None`: nobody vouches for the person.
    async fn identity(&self, actor: &ActorId) -> Result<Option<Identity>>;
    /// `None`: the person has given none.
    async fn github_account(&self, actor: &ActorId) -> Result<Option<GithubAccount>>;
    async fn session(&self, hash: &str) -> Result<Option<Session>>;
    async fn token_by_hash(&self, hash: &str) -> Result<Option<Token>>;
    async fn tokens_of(&self, actor: &ActorId) -> Result<Vec<Token>>;
    async fn draft(&self, id: &DraftId) -> Result<Option<Draft>>;
    /// Newest first.
    async fn drafts_of(&self, actor: &ActorId) -> Result<Vec<Draft>>;
    async fn idempotency(&self, actor: &ActorId, key: &str) -> Result<Option<IdempotencyRecord>>;

    // Notifications
    /// Newest first.
    async fn notifications(
        &self,
        person: &ActorId,
        unread: bool,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Notification>>;
    async fn unread_notifications(&self, person: &ActorId) -> Result<u32>;
    /// `None`: the usual ones hold.
    async fn preferences(&self, person: &ActorId) -> Result<Option<Versioned<Preferences>>>;
    /// Of those among these people who have chosen something.
    async fn preferences_of(&self, people: &[ActorId]) -> Result<Vec<(ActorId, Preferences)>>;
    /// Of one team or of all, the oldest first.
    async fn channels(&self, team: Option<&TeamName>) -> Result<Vec<TeamChannel>>;
    async fn channel(&self, id: &ChannelId) -> Result<Option<Versioned<TeamChannel>>>;
    async fn notice_delivery(&self, id: &DeliveryId) -> Result<Option<Versioned<Delivery>>>;
    /// Newest first.
    async fn notice_deliveries(
        &self,
        filter: &NoticeDeliveryFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Delivery>>;

    // Health
    /// By service, stage and region.
    async fn health(&self, filter: &HealthFilter) -> Result<Vec<Versioned<PlacementHealth>>>;
    /// States that began from `from` on and before `until`, and the last one before of each placement; the oldest first.
    async fn health_changes(
        &self,
        filter: &HealthFilter,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<HealthChange>>;
    /// The same for drawing beside the present states: of placements that have not changed since before `from`, nothing,
    /// because their present state is how they were.
    async fn health_moves(
        &self,
        filter: &HealthFilter,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<HealthChange>>;
    /// What was found on a probe, in chunks that begin from `from` on and before `until`; the oldest first.
    async fn check_chunks(
        &self,
        probe: &ProbeId,
        tier: Tier,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<CheckChunk>>;
    /// The oldest chunks of a tier that begin before a moment.
    async fn old_check_chunks(&self, tier: Tier, before: Timestamp, limit: u32) -> Result<Vec<CheckChunk>>;
    /// Words of locations elsewhere that came in after a moment, the oldest first.
    async fn check_words(&self, after: Timestamp) -> Result<Vec<Heard>>;

    // What was measured, and what was wrong
    /// Of one stage and region, or of all.
    async fn sample_places(&self, at: Option<(&StageName, &RegionName)>) -> Result<Vec<SamplePlace>>;
    async fn sample_place(&self, placement: &Placement) -> Result<Option<SamplePlace>>;
    /// One series for each metric, in their order. Steps without samples are gaps. The steps must be no shorter than the
    /// tier's.
    async fn samples(
        &self,
        place: i64,
        metrics: &[Metric],
        tier: SampleTier,
        window: Window,
    ) -> Result<Vec<Series>>;
    /// Of these places, or of all.
    async fn objectives(&self, places: Option<&[i64]>) -> Result<Vec<KeptObjective>>;
    /// What was seen of each objective in the windows of alerts and in the days of budgets that end at `now`.
    async fn seen(&self, objectives: &[i64], now: Timestamp) -> Result<Vec<Seen>>;
    async fn incident(&self, id: &IncidentId) -> Result<Option<Versioned<Incident>>>;
    /// Newest first.
    async fn incidents(
        &self,
        filter: &IncidentFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Versioned<Incident>>>;

    // Webhooks
    async fn delivery(&self, id: &str) -> Result<Option<WebhookDelivery>>;
    /// Newest first.
    async fn deliveries(&self, limit: u32) -> Result<Vec<WebhookDelivery>>;

    // Audit and live
    /// Newest first.
    async fn audit(
        &self,
        filter: &AuditFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<AuditEvent>>;
    /// The newest entry, as each commit writes it down beside the trail.
    async fn audit_head(&self) -> Result<AuditHead>;
    /// Oldest first, from the place after `seq`; for verification and export.
    async fn audit_after(&self, seq: i64, limit: u32) -> Result<Vec<AuditEvent>>;
    async fn live_after(&self, seq: i64, limit: u32) -> Result<Vec<LiveEvent>>;
    /// Place of the newest live event; also the version of everything.
    async fn live_head(&self) -> Result<i64>;
    /// Wakes whenever something was committed here or by another replica; carries the newest known place.
    fn watch(&self) -> BoxStream<'static, i64>;

    // Jobs
    /// Leases due jobs: never two of one lane, never more of a pool than its limit over all replicas.
    async fn claim(
        &self,
        worker: &str,
        now: Timestamp,
        lease_millis: i64,
        limits: &ClaimLimits,
    ) -> Result<Vec<LeasedJob>>;
    /// Prolongs a lease; `Conflict` when it was lost.
    async fn renew(&self, job: &LeasedJob, until: Timestamp) -> Result<()>;
    /// Whether the lease on a job still is the one given.
    async fn holds(&self, job: &JobId, lease: &str) -> Result<bool>;
    /// Ends a job that leads to no commit.
    async fn finish(&self, job: &LeasedJob) -> Result<()>;
    /// Gives a job back to be run again later. `failed` counts as an attempt and is kept for people to see.
    async fn reschedule(&self, job: &LeasedJob, run_at: Timestamp, failed: Option<&str>) -> Result<()>;
    /// When the next job is due that nobody holds; leases that end count from their end.
    /// Limits of pools are not looked at: a job of a full pool counts as due.
    async fn next_due(&self) -> Result<Option<Timestamp>>;
    /// Adds jobs outside a commit, for recovery at start. Unique keys make it harmless.
    async fn enqueue(&self, jobs: Vec<NewJob>) -> Result<()>;
    /// `(kind, waiting, running)` for metrics.
    async fn job_counts(&self) -> Result<Vec<(String, i64, i64)>>;
}
