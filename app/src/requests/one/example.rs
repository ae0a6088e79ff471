//! Requests to test with.

use domain::view::{RequestView, TargetView};
use serde_json::json;

/// One target; those that are not planning any more add one resource for ten dollars a month.
pub fn target(stage: &str, region: &str, status: &str) -> TargetView {
    let change = json!({ "action": "Add", "logical_id": "Bucket", "type": "AWS::S3::Bucket",
        "replacement": "False", "properties": [] });
    let plan = json!({ "change_set_id": null, "stack_id": null, "changes": [change], "findings": [],
        "monthly_usd": 10.0, "planned_at": 1_000 });
    let plan = (status != "planning").then_some(plan);
    let target = json!({ "stage": stage, "region": region, "status": status, "environment_id": "env_1",
        "stack_name": "stack", "attempt": 1, "values": {}, "plan": plan, "reason": null,
        "failed_resource": null, "rolled_back": null, "outputs": {}, "delayed": null, "since": null });
    serde_json::from_value(target).expect("a target")
}

/// A request with these targets, each told as stage, region and status.
pub fn request(targets: &[(&str, &str, &str)]) -> RequestView {
    let no = json!({ "allowed": false });
    let targets: Vec<TargetView> =
        targets.iter().map(|(stage, region, status)| target(stage, region, status)).collect();
    let request = json!({
        "id": "req_1", "version": 1, "status": "awaiting_approval", "action": "create", "team": "streaming",
        "service": "live-api", "environment": "web", "template": "web-service", "template_digest": "sha256:0",
        "capabilities": [], "requester": "usr_1", "requester_name": "Dana", "reason": null, "revision": 1,
        "digest": "sha256:1", "targets": targets, "distinct_plans": [], "approvals": [], "closed": null,
        "waiting_for": [], "decide_by": null, "monthly_usd": null, "created_at": 0, "updated_at": 0,
        "may": { "decide": no, "withdraw": no, "cancel": no, "retry": no, "amend": no },
    });
    serde_json::from_value(request).expect("a request")
}
