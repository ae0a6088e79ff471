use async_trait::async_trait;
use domain::Timestamp;
use domain::drift::DriftReport;
use domain::names::{RegionName, StageName};
use domain::plan::ResourceChange;
use domain::stack::StackEvent;
use domain::template::Capability;
use domain::view::ResourceRow;
use std::collections::BTreeMap;

/// Where stacks live: a stage's account in one region.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    pub stage: StageName,
    pub region: RegionName,
    /// Role to assume for the stage's own account.
    pub role_arn: Option<String>,
}

impl Place {
    /// Places with the same key share an account and region, hence a poller and limits.
    pub fn key(&self) -> String {
        format!("{}@{}", self.role_arn.as_deref().unwrap_or("default"), self.region)
    }
}

/// What a change set is to be made of.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeSetSpec {
    pub stack_name: String,
    /// Identifies the attempt; also the change set's name. Asking again with it gives the same change set.
    pub token: String,
    /// The stack is expected not to exist yet (or only in review).
    pub create: bool,
    pub template: std::sync::Arc<str>,
    /// In clear text; never logged.
    pub parameters: BTreeMap<String, String>,
    pub capabilities: Vec<Capability>,
    pub tags: BTreeMap<String, String>,
}

/// How far a change set is.
#[derive(Clone, Debug, PartialEq)]
pub enum ChangeSetState {
    /// CloudFormation still works it out.
    Pending,
    Ready {
        id: String,
        stack_id: String,
        changes: Vec<ResourceChange>,
    },
    /// The stack already is as asked for.
    Empty {
        stack_id: Option<String>,
    },
    /// CloudFormation refuses, in its own words.
    Failed {
        reason: String,
    },
}

/// How far a drift detection is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DriftState {
    /// CloudFormation still compares.
    Pending,
    /// With what it could not look at, if it failed in part.
    Done(DriftReport),
}

/// A stack as CloudFormation describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    pub id: String,
    pub name: String,
    pub status: String,
    pub reason: Option<String>,
    pub outputs: BTreeMap<String, String>,
    pub termination_protection: bool,
    pub updated_at: Timestamp,
}

/// One line of a region's list.
#[derive(Clone, Debug, PartialEq)]
pub struct StackSummary {
    pub id: String,
    pub name: String,
    pub status: String,
}

/// Why the cloud did not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloudError {
    /// The call itself is wrong or not allowed; trying again won't help. AWS's own words.
    #[error("{0}")]
    Refused(String),
    /// The stack or change set is not there.
    #[error("{0} does not exist")]
    NotFound(String),
    /// Throttled; worth trying later.
    #[error("the region asks to slow down: {0}")]
    Throttled(String),
    /// No answer, or a server's fault; worth trying later. Whether the call took effect is unknown.
    #[error("the region does not answer: {0}")]
    Unavailable(String),
}

impl CloudError {
    pub fn retryable(&self) -> bool {
        matches!(self, CloudError::Throttled(_) | CloudError::Unavailable(_))
    }
}

/// CloudFormation, in every region and account. All calls may be repeated without harm.
#[async_trait]
pub trait Cloud: Send + Sync {
    /// Asks for a change set. Repeating it with the same token finds the first one.
    async fn create_change_set(&self, place: &Place, spec: &ChangeSetSpec) -> Result<(), CloudError>;

    /// How far the change set with this token is. `NotFound` when it was never made or is gone.
    async fn change_set(&self, place: &Place, stack: &str, token: &str)
    -> Result<ChangeSetState, CloudError>;

    /// Executes exactly this change set. Repeating it with the same token changes nothing.
    async fn execute_change_set(
        &self,
        place: &Place,
        stack: &str,
        change_set_id: &str,
        token: &str,
    ) -> Result<(), CloudError>;

    /// Removes the change set, and the stack if it only exists in review. Fine when neither is there.
    async fn discard_change_set(&self, place: &Place, stack: &str, token: &str) -> Result<(), CloudError>;

    /// Starts deleting a stack, by name or id. Fine when it is gone.
    async fn delete_stack(&self, place: &Place, stack: &str, token: &str) -> Result<(), CloudError>;

    /// Starts undoing an update under way. Fine when none is.
    async fn cancel_update(&self, place: &Place, stack: &str, token: &str) -> Result<(), CloudError>;

    /// By name or id. A deleted stack is `None` by its name, and `DELETE_COMPLETE` by its id.
    async fn stack(&self, place: &Place, stack: &str) -> Result<Option<Stack>, CloudError>;

    /// All stacks of the place that something is being done to, in one sweep.
    async fn stacks_in_progress(&self, place: &Place) -> Result<Vec<StackSummary>, CloudError>;

    /// What happened to a stack (by id) after the event with the id `after`, oldest first; all of it when `None`.
    async fn events(
        &self,
        place: &Place,
        stack_id: &str,
        after: Option<&str>,
    ) -> Result<Vec<StackEvent>, CloudError>;

    /// What the stack consists of now.
    async fn resources(&self, place: &Place, stack: &str) -> Result<Vec<ResourceRow>, CloudError>;

    async fn set_termination_protection(
        &self,
        place: &Place,
        stack: &str,
        on: bool,
    ) -> Result<(), CloudError>;

    /// Has CloudFormation compare a stack (by name or id) with what was applied; answers with the detection's id. While
    /// another detection is under way it is to be asked again later. Repeating it compares once more.
    async fn start_drift_detection(&self, place: &Place, stack: &str) -> Result<String, CloudError>;

    /// How far that detection is. `NotFound` when it was never started or is forgotten.
    async fn drift_detection(
        &self,
        place: &Place,
        stack: &str,
        detection: &str,
    ) -> Result<DriftState, CloudError>;

    /// Whether the region answers at all, for `slipway check`.
    async fn ping(&self, place: &Place) -> Result<(), CloudError>;
}
