use super::Time;
use domain::audit::AuditEvent;
use serde::Serialize;
use utoipa::ToSchema;

/// One immutable entry of the audit trail.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// From 1, without gaps.
    pub seq: i64,
    pub at: Time,
    pub actor: String,
    pub actor_name: String,
    #[schema(example = "request.created")]
    pub action: String,
    /// The id of what was acted upon.
    pub subject: String,
    pub team: Option<String>,
    pub why: Option<String>,
    #[schema(value_type = Option<Object>)]
    pub before: serde_json::Value,
    #[schema(value_type = Option<Object>)]
    pub after: serde_json::Value,
    /// Hash of the entry before; empty for the first.
    pub previous_hash: String,
    pub hash: String,
}

impl From<AuditEvent> for AuditEntry {
    fn from(event: AuditEvent) -> Self {
        AuditEntry {
            seq: event.seq,
            at: event.at.into(),
            actor: event.actor.0,
            actor_name: event.actor_name,
            action: event.note.action,
            subject: event.note.subject,
            team: event.note.team.map(String::from),
            why: event.note.why,
            before: event.note.before,
            after: event.note.after,
            previous_hash: event.previous_hash,
            hash: event.hash,
        }
    }
}
