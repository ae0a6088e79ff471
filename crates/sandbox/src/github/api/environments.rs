use super::find::{OfEnvironment, OfRepository};
use super::run_list::{Paging, paged};
use crate::github::views::{self, Links};
use axum::Json;
use axum::extract::{OriginalUri, Query};
use axum::response::Response;
use serde_json::{Value, json};

/// List environments.
pub async fn list(
    links: Links,
    OfRepository(repository): OfRepository,
    OriginalUri(uri): OriginalUri,
    Query(paging): Query<Paging>,
) -> Response {
    let all = repository.environments.iter();
    let all = all.map(|(name, found)| views::whole_environment(&links, &repository, name, found)).collect();
    paged("environments", all, &paging, &links, &uri)
}

/// Get an environment.
pub async fn environment(links: Links, OfEnvironment(repository, name, found): OfEnvironment) -> Json<Value> {
    Json(views::whole_environment(&links, &repository, &name, &found))
}

/// Get all deployment protection rules for an environment.
pub async fn protection_rules(
    links: Links,
    OfEnvironment(repository, name, found): OfEnvironment,
) -> Json<Value> {
    let rules = views::custom_rules(&links, &repository.full_name(), &name, &found);
    Json(json!({ "total_count": rules.len(), "custom_deployment_protection_rules": rules }))
}
