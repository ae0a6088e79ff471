//! What the outside must implement. Each port has one contract suite that every implementation runs.

mod clock;
mod cloud;
mod commit;
mod jobs;
mod records;
mod store;
mod templates;

pub use clock::{Clock, Ids, SystemClock, UniqueIds};
pub use cloud::{ChangeSetSpec, ChangeSetState, Cloud, CloudError, DriftState, Place, Stack, StackSummary};
pub use commit::{Commit, Committed, Versioned, Write};
pub use jobs::{ClaimLimits, DriftCheck, JobKind, LeasedJob, NewJob};
pub use records::{
    AddressBook, Allocation, AuditFilter, AuditHead, Draft, EnvironmentFilter, IdempotencyRecord, Person,
    RequestFilter, Retention, RunningTarget, Session, TemplateVersion, Token, TokenScope,
};
pub use store::{Store, StoreError};
pub use templates::{TemplateChecker, TemplateFile, TemplateSource};
