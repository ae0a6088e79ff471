//! What the outside must implement. Each port has one contract suite that every implementation runs.

mod artifacts;
mod calendars;
mod clock;
mod cloud;
mod commit;
mod identities;
mod jobs;
mod measured;
mod messenger;
mod metrics;
mod pipelines;
mod prober;
mod records;
mod store;
mod templates;

pub use artifacts::{Artifacts, Copied, Stored};
pub use calendars::{CalendarPlace, Calendars};
pub use clock::{Clock, Ids, SystemClock, UniqueIds};
pub use cloud::{ChangeSetSpec, ChangeSetState, Cloud, CloudError, DriftState, Place, Stack, StackSummary};
pub use commit::{Commit, Committed, Versioned, Write};
pub use identities::{Attempt, GroupRule, Identified, IdentityError, IdentityProvider, Lent, memberships};
pub use jobs::{Assessed, ClaimLimits, DriftCheck, JobKind, LaneRef, LeasedJob, NewJob, RuleAsked};
pub use measured::{
    IncidentFilter, KeptObjective, SampleBatch, SamplePlace, SampleRow, SampleWaste, Seen, Tallied,
};
pub use messenger::{Address, Letter, Messenger};
pub use metrics::{MetricError, MetricQuery, Metrics};
pub use pipelines::{
    DISPATCH_INPUT, Dispatch, FileList, PersonToken, PipelineError, Pipelines, RepositoryEntry, RuleAnswer,
    TokenOwner,
};
pub use prober::Prober;
pub use records::{
    ActionPlace, AddressBook, Allocation, AuditFilter, AuditHead, CalendarCopy, CheckChunk, DeliveryOutcome,
    Draft, EnvironmentFilter, GithubAccount, HealthFilter, IdempotencyRecord, Identity, KnownChange,
    KnownRepository, NoticeDeliveryFilter, Person, RequestFilter, Retention, RolloutFilter, RunningTarget,
    ServiceFacets, ServiceFilter, Session, TemplateVersion, ThinnedChunk, Token, TokenScope, WebhookDelivery,
};
pub use store::{Store, StoreError};
pub use templates::{TemplateChecker, TemplateFile, TemplateSource};
