use super::find::OfRepository;
use super::run_list::{Paging, paged};
use crate::github::clock;
use crate::github::repositories::Repository;
use crate::github::views::{self, Links};
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
    let all = repository.environments.keys().map(|name| view(&links, &repository, name)).collect();
    paged("environments", all, &paging, &links, &uri)
}

fn view(links: &Links, repository: &Repository, name: &str) -> Value {
    let mut view = views::environment(links, &repository.full_name(), name);
    let created = repository.commits.first().map(|commit| commit.at).unwrap_or_default();
    for field in ["created_at", "updated_at"] {
        view[field] = clock::written(created).into();
    }
    view["protection_rules"] = json!([]);
    view["deployment_branch_policy"] = Value::Null;
    view
}
