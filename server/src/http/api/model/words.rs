//! Words from closed lists, spelt as the domain spells them.

use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

fn one_of(words: &[&str]) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words.iter().copied())).build()
}

macro_rules! words {
    ($($name:ident: $type:ty = $list:expr;)*) => {
        $(pub fn $name() -> Object { one_of(&$list) })*

        #[cfg(test)]
        mod tests {
            /// Every word must still mean something to the domain.
            #[test]
            fn the_domain_knows_every_word() {
                $(for word in $list {
                    let parsed = serde_json::from_value::<$type>(word.into());
                    assert!(parsed.is_ok(), "{} {word}", stringify!($name));
                })*
            }
        }
    };
}

words! {
    request_status: domain::request::RequestStatus = [
        "planning", "plan_failed", "awaiting_approval", "awaiting_rollout", "changes_requested", "rejected",
        "withdrawn", "applying", "succeeded", "failed", "errored", "cancelled",
    ];
    target_status: domain::request::TargetStatus = [
        "planning", "plan_failed", "planned", "awaiting_approval", "applying", "cancelling", "discarding",
        "succeeded", "unchanged", "failed", "errored", "cancelled",
    ];
    request_action: domain::request::RequestAction = ["create", "update", "delete"];
    closing: domain::request::Closing = ["changes_requested", "rejected", "withdrawn", "cancelled"];
    health_state: domain::health::HealthState = ["healthy", "no_data", "degraded", "unhealthy"];
    decision: domain::approval::Decision = ["approve", "reject", "request_changes"];
    change_action: domain::plan::ChangeAction = ["Add", "Modify", "Remove", "Import", "Dynamic"];
    replacement: domain::plan::Replacement = ["False", "Conditional", "True"];
    severity: domain::template::Severity = ["info", "warning", "error"];
    capability: domain::template::Capability = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"];
    value_source: domain::template::ValueSource = ["default", "preset", "shared", "override", "filled", "previous"];
    control: domain::template::Control = [
        "text", "textarea", "password", "number", "toggle", "select", "list", "number-list", "resource",
        "resource-list", "ssm-parameter", "cidr",
    ];
    environment_status: domain::environment::EnvironmentStatus = [
        "requested", "creating", "running", "updating", "degraded", "broken", "deleting",
    ];
    drift: domain::environment::Drift = ["unknown", "checking", "in_sync", "drifted"];
    drift_change: domain::drift::DriftChange = ["modified", "deleted"];
    role: domain::people::Role = ["developer", "lead", "on-call", "admin"];
    scope: services::ports::TokenScope = ["read", "write", "approve"];
    topic: domain::live::Topic =
        ["request", "environment", "events", "template", "region", "release", "rollout", "launch", "freeze", "notification",
            "delivery"];
    rollout_status: domain::rollout::RolloutStatus = [
        "queued", "awaiting_approval", "changes_requested", "running", "waiting", "paused", "succeeded", "failed",
        "errored", "rejected", "aborted",
    ];
    notice_kind: domain::notification::NoticeKind = [
        "approval-wanted", "decided", "waiting-too-long", "request-planned", "request-succeeded", "request-failed",
        "rollout-succeeded", "rollout-halted", "rolled-back", "glass-broken", "review-due", "freeze-added",
        "override-wanted", "freeze-overridden", "test",
    ];
    notice_severity: domain::notification::Severity = ["good", "info", "action", "bad"];
    means: domain::notification::Means = ["email", "slack", "webhook"];
    delivery_state: String = ["waiting", "sent", "failed"];
    lang: domain::template::Lang = ["en", "ko"];
    gate: domain::rollout::GateKind = [
        "queue", "plan", "approval", "wave", "soak", "requests", "health", "replication", "freeze",
    ];
    enforcement: domain::rollout::Enforcement = ["protection_rule", "required_reviewers", "before_dispatch"];
    on_failure: domain::rollout::OnFailure = ["halt", "roll_back_region", "roll_back_wave", "roll_back_all"];
    steering: String = [
        "pause", "resume", "skip", "retry", "roll_back", "ask_override", "confirm_override", "break_glass", "review",
    ];
    input_type: String = ["text", "number", "boolean", "choice", "environment"];
    launch_state: String = ["pending", "sending", "started", "refused", "lost"];
    lane_state: String = [
        "pending", "provisioning", "deploying", "verifying", "succeeded", "failed", "errored", "skipped", "aborted",
    ];
}
