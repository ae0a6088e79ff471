use super::contents::Contents;
use domain::plan::ResourceChange;
use tokio::time::Instant;

/// A change set and what became of it.
#[derive(Clone, Debug)]
pub(super) struct ChangeSet {
    pub id: String,
    pub contents: Contents,
    pub changes: Vec<ResourceChange>,
    /// Why CloudFormation could not make it.
    pub failed: Option<String>,
    pub ready_at: Instant,
    pub execution: Execution,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Execution {
    Available,
    Executed {
        token: String,
    },
    /// The stack was changed in another way since.
    Obsolete,
}

impl ChangeSet {
    /// AWS's own word for whether it can be executed.
    pub fn execution_status(&self, now: Instant) -> &'static str {
        match &self.execution {
            Execution::Executed { .. } => "EXECUTE_COMPLETE",
            Execution::Obsolete => "OBSOLETE",
            Execution::Available
                if self.ready_at > now || self.failed.is_some() || self.changes.is_empty() =>
            {
                "UNAVAILABLE"
            }
            Execution::Available => "AVAILABLE",
        }
    }
}
