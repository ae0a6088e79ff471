use super::{
    AddressBook, CalendarCopy, CheckChunk, Draft, GithubAccount, IdempotencyRecord, Identity, NewJob, Person,
    Retention, SampleBatch, SampleWaste, Session, TemplateVersion, ThinnedChunk, Token, WebhookDelivery,
};
use domain::audit::AuditNote;
use domain::catalog::RepositoryRecord;
use domain::delegation::Delegation;
use domain::environment::Environment;
use domain::freeze::Freeze;
use domain::health::culprit::ChangeRecord;
use domain::health::incident::Incident;
use domain::health::{Heard, Objective, Placement, PlacementHealth};
use domain::ids::{ActorId, ChannelId, DraftId, EnvironmentId, FreezeId, JobId, NotificationId, TokenId};
use domain::live::Change;
use domain::notification::{Delivery, Notification, Preferences, TeamChannel};
use domain::permission::Permit;
use domain::pipeline::Launch;
use domain::release::Release;
use domain::request::Request;
use domain::rollout::Rollout;
use domain::service::CatalogService;
use domain::stack::StackEvent;
use domain::{Timestamp, ids::RequestId, request::TargetKey};

/// A value with the version under which it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Versioned<T> {
    /// From 1; grows by one with each write.
    pub version: i64,
    pub value: T,
}

/// Everything that one step writes, in one transaction: all of it or nothing.
#[derive(Clone, Debug)]
pub struct Commit {
    /// Without a permit nothing is written.
    pub permit: Permit,
    pub at: Timestamp,
    pub writes: Vec<Write>,
    pub jobs: Vec<NewJob>,
    /// Ends this job with the commit; the commit is a conflict when the lease `(job, lease)` was lost.
    pub finishes: Option<(JobId, String)>,
    pub audit: Vec<AuditNote>,
    /// Changes that follow from writes of requests, environments and events are added by the store.
    pub live: Vec<Change>,
}

impl Commit {
    pub fn new(permit: Permit, at: Timestamp) -> Self {
        Commit {
            permit,
            at,
            writes: Vec::new(),
            jobs: Vec::new(),
            finishes: None,
            audit: Vec::new(),
            live: Vec::new(),
        }
    }
}

/// One row to write. `expected: None` means that it must not exist yet; anything else is a conflict.
#[derive(Clone, Debug)]
pub enum Write {
    /// Also keeps the rows of its targets, which workers and lists read.
    Request {
        expected: Option<i64>,
        next: Box<Request>,
    },
    /// The key (service, name, stage, region) is unique.
    Environment {
        expected: Option<i64>,
        next: Box<Environment>,
    },
    DropEnvironment {
        id: EnvironmentId,
        expected: i64,
    },
    /// The version is unique within its service.
    Release(Release),
    /// Also keeps what runs where. A second forward rollout of a service and stage that begins is a conflict.
    Rollout {
        expected: Option<i64>,
        next: Box<Rollout>,
    },
    /// A freeze window that was made in the portal.
    Freeze {
        expected: Option<i64>,
        next: Box<Freeze>,
    },
    DropFreeze {
        id: FreezeId,
        expected: i64,
    },
    /// Without content, what was read before stays.
    Calendar(CalendarCopy),
    Delegation {
        expected: Option<i64>,
        next: Box<Delegation>,
    },
    /// Of a guarded action that is under way there is one in each place; a second one is a conflict.
    Launch {
        expected: Option<i64>,
        next: Box<Launch>,
    },
    /// Something that others changed. What the portal changes itself is kept with its rollouts, requests, freezes and launches.
    Change(Box<ChangeRecord>),
    /// Whether a change was an incident's cause, as people found.
    BlameChange {
        id: String,
        blamed: bool,
    },
    /// The name is unique.
    Service(CatalogService),
    /// Also keeps the services in it, for lists and the way from one to another. Of two repositories that speak of one
    /// service, the one that declares it has it, else the one that was there first.
    CatalogRepository {
        expected: Option<i64>,
        next: Box<RepositoryRecord>,
    },
    /// With everything that is known from it.
    DropCatalogRepository {
        repository: String,
    },
    AddressBook {
        expected: i64,
        next: AddressBook,
    },
    /// Events of one target; those already known are passed over.
    StackEvents {
        request: RequestId,
        target: TargetKey,
        events: Vec<StackEvent>,
    },
    /// Passed over when known.
    TemplateVersion(TemplateVersion),
    /// Replaces an older one of the same id.
    Person(Person),
    /// Replaces an older one of the same person.
    Identity(Identity),
    /// Replaces an older one of the same person.
    GithubAccount(GithubAccount),
    DropGithubAccount {
        actor: ActorId,
    },
    Token(Token),
    RevokeToken {
        id: TokenId,
        at: Timestamp,
    },
    Session(Session),
    DropSession {
        hash: String,
    },
    /// Ends all sessions of somebody.
    EndSessions {
        actor: ActorId,
    },
    Draft(Draft),
    DropDraft {
        id: DraftId,
    },
    /// The pair (actor, key) is unique.
    Idempotency(IdempotencyRecord),
    /// The id is unique.
    Delivery(WebhookDelivery),
    /// Whoever has been told already is passed over.
    Notifications(Vec<Notification>),
    /// One of a person's, or all of them.
    ReadNotifications {
        person: ActorId,
        only: Option<NotificationId>,
        at: Timestamp,
    },
    Preferences {
        person: ActorId,
        expected: Option<i64>,
        next: Box<Preferences>,
    },
    Channel {
        expected: Option<i64>,
        next: Box<TeamChannel>,
    },
    DropChannel {
        id: ChannelId,
        expected: i64,
    },
    /// Of one notice there is one for each recipient and way; a second one is a conflict.
    NoticeDelivery {
        expected: Option<i64>,
        next: Box<Delivery>,
    },
    /// A placement as it was judged; kept as a change, too, when its state is another one than before.
    Health {
        expected: Option<i64>,
        next: Box<PlacementHealth>,
        changed: bool,
    },
    /// Of a placement that nothing is known of any more.
    DropHealth {
        placement: Placement,
    },
    /// Puts lines behind what the chunks hold already.
    CheckLines(Vec<CheckChunk>),
    /// Replaces a chunk by coarser ones; a conflict when it is gone.
    ThinChecks(ThinnedChunk),
    /// Replaces older words of the same location on the same probe.
    CheckWords(Vec<Heard>),
    /// Begins to keep samples of a placement; passed over when they are kept already.
    SamplePlace {
        placement: Placement,
        step_millis: i64,
        from: Timestamp,
    },
    /// What was measured of one placement since the last time.
    Samples(Box<SampleBatch>),
    /// Forgets what is older than its tier is kept. Tells nobody a change.
    ForgetSamples(SampleWaste),
    /// One promise in one place, as it stands now; the number is given where there is none yet.
    Objective {
        place: i64,
        next: Box<Objective>,
    },
    /// With its tallies.
    DropObjective {
        id: i64,
    },
    Incident {
        expected: Option<i64>,
        next: Box<Incident>,
    },
    /// Removes what is old. What it removes tells nobody a change.
    Tidy(Retention),
}

/// What a commit became.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// Place of the newest live event, 0 when there was none.
    pub live_seq: i64,
}
