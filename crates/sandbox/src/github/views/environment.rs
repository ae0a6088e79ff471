use super::{Links, environment, node_id, reviewers, time};
use crate::github::repositories::{Environment, Repository, number};
use serde_json::{Value, json};

/// An environment with what protects it. Rules of Apps are not among these.
pub fn whole_environment(links: &Links, repository: &Repository, name: &str, found: &Environment) -> Value {
    let full_name = &repository.full_name();
    let mut whole = environment(links, full_name, name);
    let created = repository.commits.first().map(|commit| commit.at).unwrap_or_default();
    let reviewers = reviewers(links, full_name, &found.reviewers, &found.reviewer_teams);
    let id = number(&format!("{full_name}#{name}#reviewers"));
    let rule = json!({
        "id": id, "node_id": node_id("GA", id), "type": "required_reviewers",
        "prevent_self_review": found.prevent_self_review, "reviewers": reviewers,
    });
    whole["created_at"] = time(created);
    whole["updated_at"] = time(created);
    whole["protection_rules"] = if found.wants_review() { json!([rule]) } else { json!([]) };
    whole["deployment_branch_policy"] = Value::Null;
    whole
}

/// The rules of Apps: the portal's own, where it is switched on.
pub fn custom_rules(links: &Links, full_name: &str, name: &str, found: &Environment) -> Vec<Value> {
    let id = number(&format!("{full_name}#{name}#rule"));
    let rule = json!({
        "id": id, "node_id": node_id("GA", id), "enabled": true,
        "app": { "id": 1, "slug": "slipway", "node_id": "A_1", "integration_url": format!("{}/apps/slipway", links.api) },
    });
    if found.protection_rule { vec![rule] } else { Vec::new() }
}
