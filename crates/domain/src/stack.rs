//! Stacks: how CloudFormation tells what happens, and what that means.

use crate::Timestamp;
use crate::request::TargetKey;
use serde::{Deserialize, Serialize};

/// One event of one resource, as CloudFormation tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackEvent {
    /// AWS's own id of the event; telling it twice changes nothing.
    pub id: String,
    pub stack_id: String,
    pub at: Timestamp,
    pub logical_id: String,
    pub physical_id: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// `CREATE_IN_PROGRESS`, `UPDATE_FAILED`, …
    pub status: String,
    /// AWS's own words.
    pub reason: Option<String>,
    /// The client request token of the call that caused it.
    pub token: Option<String>,
}

/// A stored event with its place in the request's own stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedEvent {
    pub seq: i64,
    pub target: TargetKey,
    #[serde(flatten)]
    pub event: StackEvent,
}

impl StackEvent {
    /// Whether the event is about the stack as a whole.
    pub fn of_stack(&self) -> bool {
        self.kind == "AWS::CloudFormation::Stack" && self.physical_id == self.stack_id
    }

    pub fn failed(&self) -> bool {
        self.status.ends_with("_FAILED")
    }
}

/// How a stack's operation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StackEnd {
    /// What was asked for is there (or gone, for a deletion).
    Complete,
    /// It failed, and what was before is there again; a failed creation leaves an empty stack.
    RolledBack,
    /// It failed, and so did its undoing.
    Stuck,
}

/// What a stack status says about the operation under way; `None` while it runs.
///
/// Source: CloudFormation user guide, "Stack status codes".
pub fn end_of(status: &str) -> Option<StackEnd> {
    match status {
        "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "DELETE_COMPLETE" | "IMPORT_COMPLETE" => {
            Some(StackEnd::Complete)
        }
        "ROLLBACK_COMPLETE" | "UPDATE_ROLLBACK_COMPLETE" | "IMPORT_ROLLBACK_COMPLETE" => {
            Some(StackEnd::RolledBack)
        }
        "CREATE_FAILED"
        | "ROLLBACK_FAILED"
        | "UPDATE_FAILED"
        | "UPDATE_ROLLBACK_FAILED"
        | "DELETE_FAILED"
        | "IMPORT_ROLLBACK_FAILED" => Some(StackEnd::Stuck),
        _ => None,
    }
}

/// The end of the operation with this token, as far as its events (oldest first) tell.
pub fn end_in(events: &[StackEvent], token: &str) -> Option<StackEnd> {
    let newest =
        events.iter().rev().find(|event| event.of_stack() && event.token.as_deref() == Some(token))?;
    end_of(&newest.status)
}

/// The first failure that is a cause rather than a consequence, among the events of one operation (oldest first).
pub fn root_cause(events: &[StackEvent]) -> Option<&StackEvent> {
    let consequence = |event: &StackEvent| {
        let reason = event.reason.as_deref().unwrap_or_default();
        reason.is_empty() || reason.contains("cancelled") || reason.contains("Cancelled")
    };
    let failures = || events.iter().filter(|event| event.failed());
    failures()
        .find(|event| !event.of_stack() && !consequence(event))
        .or_else(|| failures().find(|event| !consequence(event)))
        .or_else(|| failures().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(logical_id: &str, status: &str, reason: Option<&str>) -> StackEvent {
        let of_stack = logical_id == "stack";
        StackEvent {
            id: format!("{logical_id}-{status}"),
            stack_id: "arn:stack".into(),
            at: Timestamp(0),
            logical_id: logical_id.into(),
            physical_id: if of_stack { "arn:stack".into() } else { "p".into() },
            kind: if of_stack { "AWS::CloudFormation::Stack".into() } else { "AWS::S3::Bucket".into() },
            status: status.into(),
            reason: reason.map(str::to_owned),
            token: Some("t1".into()),
        }
    }

    #[test]
    fn every_status_of_the_user_guide_has_a_meaning() {
        let table = [
            ("CREATE_IN_PROGRESS", None),
            ("CREATE_COMPLETE", Some(StackEnd::Complete)),
            ("CREATE_FAILED", Some(StackEnd::Stuck)),
            ("ROLLBACK_IN_PROGRESS", None),
            ("ROLLBACK_COMPLETE", Some(StackEnd::RolledBack)),
            ("ROLLBACK_FAILED", Some(StackEnd::Stuck)),
            ("UPDATE_IN_PROGRESS", None),
            ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", None),
            ("UPDATE_COMPLETE", Some(StackEnd::Complete)),
            ("UPDATE_ROLLBACK_IN_PROGRESS", None),
            ("UPDATE_ROLLBACK_COMPLETE", Some(StackEnd::RolledBack)),
            ("UPDATE_ROLLBACK_FAILED", Some(StackEnd::Stuck)),
            ("DELETE_IN_PROGRESS", None),
            ("DELETE_COMPLETE", Some(StackEnd::Complete)),
            ("DELETE_FAILED", Some(StackEnd::Stuck)),
            ("REVIEW_IN_PROGRESS", None),
        ];
        for (status, expected) in table {
            assert_eq!(end_of(status), expected, "{status}");
        }
    }

    #[test]
    fn only_events_with_the_token_end_an_operation() {
        let events = [event("stack", "CREATE_COMPLETE", None)];
        assert_eq!(end_in(&events, "t1"), Some(StackEnd::Complete));
        assert_eq!(end_in(&events, "t2"), None);
    }

    #[test]
    fn the_cause_is_told_apart_from_its_consequences() {
        let events = [
            event("Topic", "CREATE_FAILED", Some("Resource creation cancelled")),
            event("Bucket", "CREATE_FAILED", Some("Bucket name taken")),
            event("stack", "ROLLBACK_IN_PROGRESS", Some("The following resource(s) failed")),
        ];
        assert_eq!(root_cause(&events).map(|e| e.logical_id.as_str()), Some("Bucket"));
        assert_eq!(root_cause(&events[..1]).map(|e| e.logical_id.as_str()), Some("Topic"));
        assert!(root_cause(&events[2..]).is_none());
    }
}
