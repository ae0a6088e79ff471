use domain::Timestamp;
use domain::address::Cidr;
use domain::health::course::Tier;
use domain::health::culprit::ChangeRecord;
use domain::health::{HealthState, Placement, PlacementHealth, ProbeId};
use domain::ids::{ActorId, DraftId, EnvironmentId, RequestId, TokenId};
use domain::names::{LocationName, RegionName, ServiceName, StageName, TeamName, TemplateName};
use domain::people::Actor;
use domain::request::{TargetKey, TargetState};
use domain::template::TemplateDigest;
use domain::values::StoredValue;
use serde::{Deserialize, Serialize};

/// All address ranges given out. One row, so that two requests can never take the same range.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressBook {
    pub allocations: Vec<Allocation>,
}

/// One range given out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    pub cidr: Cidr,
    pub environment: EnvironmentId,
    /// The parameter that carries it.
    pub parameter: String,
    pub stage: StageName,
    pub region: RegionName,
    /// For people: whose it is.
    pub owner: String,
}

/// A target that the cloud works on, as pollers need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningTarget {
    pub request: RequestId,
    pub key: TargetKey,
    pub attempt: u32,
    pub stack_name: String,
    /// Known from the plan, or from the environment.
    pub stack_id: Option<String>,
    pub token: String,
    pub state: TargetState,
    /// AWS's id of the newest event that is stored for this stack and request; `None` at first.
    pub last_event: Option<String>,
}

/// A person who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub actor: Actor,
}

/// Who vouches for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub actor: ActorId,
    /// As in `IdentityProvider::name`.
    pub provider: String,
    /// The provider's own id of the person.
    pub subject: String,
    /// What the provider is asked again with, sealed; `None`: it gave nothing.
    pub grant: Option<StoredValue>,
    /// When it was last asked what the person may do.
    pub checked_at: Timestamp,
}

/// A repository of which something is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownRepository {
    /// `owner/name`.
    pub repository: String,
    /// It is not there any more.
    pub vanished: bool,
}

/// Somebody's account on GitHub, which they have given the portal a token of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GithubAccount {
    pub actor: ActorId,
    pub login: String,
    /// What the token may do, as far as GitHub tells.
    pub scopes: Vec<String>,
    /// Sealed.
    pub token: StoredValue,
    pub kept_at: Timestamp,
}

/// Somebody's sign-in. Only the hash of the cookie's value is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub hash: String,
    pub actor: ActorId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// What a token may be used for. Spelt `read`, `write`, `approve`, `measure:LOCATION`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum TokenScope {
    /// Everything its owner may see.
    Read,
    /// Everything its owner may do, but decide.
    Write,
    /// Decide on requests.
    Approve,
    /// Speak for this probe location, and nothing else: it stands alone.
    Measure(LocationName),
}

/// A personal access token's record. Only its hash is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub id: TokenId,
    pub actor: ActorId,
    pub label: String,
    pub hash: String,
    pub scopes: Vec<TokenScope>,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// A half-filled form, kept until it is submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub id: DraftId,
    pub actor: ActorId,
    /// The form as JSON; `NoEcho` values are left out.
    pub content: String,
    pub saved_at: Timestamp,
}

/// What an `Idempotency-Key` was used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyRecord {
    pub actor: ActorId,
    pub key: String,
    /// Of what was sent; the same key with another content is refused.
    pub content_hash: String,
    /// The id of what came of it.
    pub made: String,
    pub at: Timestamp,
}

/// A webhook that was taken. Its payload says nothing that is believed, so only what leads to anything is kept of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookDelivery {
    /// As the sender names it; the same when it is sent again.
    pub id: String,
    pub event: String,
    pub action: Option<String>,
    /// `owner/name` of the repository that it is about.
    pub repository: Option<String>,
    pub outcome: DeliveryOutcome,
    pub received_at: Timestamp,
}

/// What followed from a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryOutcome {
    /// Somebody waits for what it is about, and looks at once.
    Hastened,
    /// Nobody waits for what it is about.
    Ignored,
    /// It tells of something so old that the sender would not send it any more.
    Outdated,
}

/// One immutable version of a template with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateVersion {
    pub digest: TemplateDigest,
    pub name: TemplateName,
    pub source: std::sync::Arc<str>,
    pub first_seen: Timestamp,
}

/// Narrows a list of requests down. Empty fields don't narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RequestFilter {
    /// As in `RequestStatus::as_str`; several are alternatives.
    pub statuses: Vec<String>,
    pub team: Option<String>,
    pub service: Option<String>,
    pub requester: Option<ActorId>,
    /// Only requests that touch this environment.
    pub environment: Option<EnvironmentId>,
}

/// Narrows a list of rollouts down. Empty fields don't narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RolloutFilter {
    /// As in `RolloutStatus::as_str`; several are alternatives.
    pub statuses: Vec<String>,
    pub team: Option<String>,
    pub service: Option<String>,
    pub stage: Option<String>,
    /// Only those that somebody still has to look at, because one person went ahead alone.
    pub review_due: bool,
}

/// Narrows the list of services down. Empty fields don't narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ServiceFilter {
    /// All of its words are in the service's name, title, description, owner or tags.
    pub search: Option<String>,
    pub team: Option<String>,
    pub lifecycle: Option<String>,
    pub tier: Option<String>,
    /// What sort of component it is.
    pub sort: Option<String>,
    /// Only those whose repository or files cannot be read now.
    pub troubled: bool,
}

/// The values that services have, each once and in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceFacets {
    pub teams: Vec<String>,
    pub lifecycles: Vec<String>,
    pub tiers: Vec<String>,
    pub sorts: Vec<String>,
}

/// Where a guarded action is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionPlace {
    pub service: ServiceName,
    pub action: String,
    pub stage: StageName,
    pub region: Option<RegionName>,
}

/// Narrows a list of outgoing notices down. Empty fields don't narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeDeliveryFilter {
    /// Only through channels of these teams; `None`: all, also mail to people.
    pub teams: Option<Vec<TeamName>>,
    /// As in `DeliveryState::as_str`.
    pub state: Option<String>,
}

/// Narrows a list of environments down. Empty fields don't narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct EnvironmentFilter {
    pub service: Option<String>,
    pub stage: Option<String>,
    pub region: Option<String>,
    pub team: Option<String>,
    pub template: Option<TemplateName>,
}

/// Narrows the audit trail down. Empty fields don't narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AuditFilter {
    /// The actor's login or name contains this, or it is the actor's id.
    pub actor: Option<String>,
    /// The action starts with this.
    pub action: Option<String>,
    pub subject: Option<String>,
    pub team: Option<String>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

/// The newest entry of the audit trail, as it is kept apart from the entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditHead {
    /// 0 when there is none yet.
    pub seq: i64,
    pub hash: String,
}

/// A change, and what people found about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownChange {
    pub change: ChangeRecord,
    /// It was an incident's cause.
    pub blamed: bool,
}

/// What is old enough to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// So many of the newest live events are kept.
    pub live_events: i64,
    /// At most so many older ones go at once, so that nobody waits long.
    pub live_events_at_once: i64,
    /// Everything below that is older than its time goes.
    pub idempotency_keys: Timestamp,
    pub drafts: Timestamp,
    /// Drafts of the portal itself: forms that it keeps for whoever signs in again.
    pub kept_forms: Timestamp,
    /// Sessions that ended before.
    pub sessions: Timestamp,
    /// Tokens that expired or were revoked before.
    pub tokens: Timestamp,
    pub deliveries: Timestamp,
    /// What people were told, and how it went out.
    pub notifications: Timestamp,
    /// What was changed.
    pub changes: Timestamp,
    /// States that placements came to.
    pub health_changes: Timestamp,
    /// Sums of checks over minutes and hours: when their chunks began.
    pub minute_checks: Timestamp,
    pub hour_checks: Timestamp,
    /// So many of the newest deliveries of webhooks are kept.
    pub most_deliveries: i64,
}

/// An iCalendar file as it was last read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarCopy {
    /// Its name in the configuration.
    pub name: String,
    pub content: Option<String>,
    /// When what holds now was read; `None`: it never could be.
    pub read_at: Option<Timestamp>,
    /// Why the last try failed.
    pub problem: Option<String>,
    pub tried_at: Timestamp,
}

/// Narrows placements down. Empty fields don't narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct HealthFilter {
    pub service: Option<String>,
    pub stage: Option<String>,
    pub region: Option<String>,
    /// As they are now, or came to be.
    pub states: Vec<HealthState>,
}

impl HealthFilter {
    /// Exactly one placement.
    pub fn of(placement: &Placement) -> Self {
        HealthFilter {
            service: Some(placement.service.to_string()),
            stage: Some(placement.stage.to_string()),
            region: Some(placement.region.to_string()),
            states: Vec::new(),
        }
    }

    /// Whether a placement, as it is, is among what it leaves.
    pub fn holds(&self, known: &PlacementHealth) -> bool {
        let placement = &known.placement;
        let fits = |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|wanted| wanted == is);
        fits(&self.service, placement.service.as_str())
            && fits(&self.stage, placement.stage.as_str())
            && fits(&self.region, placement.region.as_str())
            && (self.states.is_empty() || self.states.contains(&known.health.state))
    }
}

/// Lines of what one location found on one probe; see [`domain::health::course`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckChunk {
    pub probe: ProbeId,
    pub location: LocationName,
    pub tier: Tier,
    pub starts_at: Timestamp,
    pub lines: String,
}

/// A raw chunk that has become old, and what it is kept as from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThinnedChunk {
    pub raw: CheckChunk,
    /// Sums whose lines are put behind those that are there.
    pub sums: Vec<CheckChunk>,
}
