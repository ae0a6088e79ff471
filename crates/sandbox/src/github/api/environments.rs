use super::find::OfEnvironment;
use crate::github::views::{self, Links};
use axum::Json;
use serde_json::{Value, json};

/// Get an environment.
pub async fn environment(links: Links, OfEnvironment(repository, name, found): OfEnvironment) -> Json<Value> {
    Json(views::whole_environment(&links, &repository.full_name(), &name, &found))
}

/// Get all deployment protection rules for an environment.
pub async fn protection_rules(
    links: Links,
    OfEnvironment(repository, name, found): OfEnvironment,
) -> Json<Value> {
    let rules = views::custom_rules(&links, &repository.full_name(), &name, &found);
    Json(json!({ "total_count": rules.len(), "custom_deployment_protection_rules": rules }))
}
