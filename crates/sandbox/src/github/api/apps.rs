use super::find::OfRepository;
use super::{ApiError, Github};
use crate::github::clock;
use crate::github::options::INSTALLATION;
use crate::github::tokens;
use crate::github::views::{self, Links};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[derive(Deserialize)]
pub struct InstallationPath {
    installation_id: u64,
}

/// Get the authenticated app.
pub async fn app(links: Links) -> Json<Value> {
    Json(json!({
        "id": 1, "slug": "slipway", "node_id": "A_1", "name": "Slipway", "description": "",
        "owner": views::simple_user(&links, "acme"), "external_url": links.web, "html_url": links.web,
        "created_at": "2024-01-15T09:00:00Z", "updated_at": "2024-01-15T09:00:00Z", "permissions": permissions(),
        "events": ["deployment_protection_rule", "workflow_job", "workflow_run"], "installations_count": 1,
    }))
}

/// List installations for the authenticated app.
pub async fn installations(State(world): State<Github>, links: Links) -> Json<Vec<Value>> {
    let owners: BTreeSet<String> =
        world.repositories.all().map(|repository| repository.owner.clone()).collect();
    Json(owners.iter().take(1).map(|owner| installation_of(&links, owner)).collect())
}

/// Get a repository installation for the authenticated app.
pub async fn installation(links: Links, OfRepository(repository): OfRepository) -> Json<Value> {
    Json(installation_of(&links, &repository.owner))
}

/// Create an installation access token for an app.
pub async fn access_tokens(
    State(world): State<Github>,
    Path(InstallationPath { installation_id }): Path<InstallationPath>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    if installation_id != INSTALLATION {
        return Err(ApiError::not_found());
    }
    let (token, expires_at) = world.change(|state| tokens::for_installation(state, installation_id));
    world.kept().await;
    let body = json!({
        "token": token, "expires_at": clock::written(expires_at), "permissions": permissions(),
        "repository_selection": "all",
    });
    Ok((StatusCode::CREATED, Json(body)))
}

fn installation_of(links: &Links, owner: &str) -> Value {
    let mut account = views::simple_user(links, owner);
    account["type"] = "Organization".into();
    json!({
        "id": INSTALLATION, "account": account, "repository_selection": "all",
        "access_tokens_url": format!("{}/app/installations/{INSTALLATION}/access_tokens", links.api),
        "repositories_url": format!("{}/installation/repositories", links.api),
        "html_url": format!("{}/organizations/{owner}/settings/installations/{INSTALLATION}", links.web),
        "app_id": 1, "app_slug": "slipway", "target_id": account["id"], "target_type": "Organization",
        "permissions": permissions(), "events": ["deployment_protection_rule", "workflow_job", "workflow_run"],
        "created_at": "2024-01-15T09:00:00Z", "updated_at": "2024-01-15T09:00:00Z", "single_file_name": null,
        "suspended_by": null, "suspended_at": null,
    })
}

fn permissions() -> Value {
    json!({"actions": "write", "contents": "read", "deployments": "write", "metadata": "read"})
}
