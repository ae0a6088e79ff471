use super::find::OfRepository;
use super::{ApiError, Github};
use crate::github::clock;
use crate::github::deliver::{self, HOOK};
use crate::github::model::Delivery;
use crate::github::views::Links;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
pub struct HookPath {
    hook_id: u64,
}

#[derive(Deserialize)]
pub struct DeliveryPath {
    hook_id: u64,
    delivery_id: u64,
}

/// List repository webhooks.
pub async fn list(
    State(world): State<Github>,
    links: Links,
    OfRepository(repository): OfRepository,
) -> Json<Vec<Value>> {
    let url = format!("{}/hooks/{HOOK}", links.repository(&repository.full_name()));
    let hook = |webhook: &crate::github::Webhook| {
        json!({
            "type": "Repository", "id": HOOK, "name": "web", "active": true,
            "events": ["deployment_protection_rule", "workflow_job", "workflow_run"],
            "config": {"content_type": "json", "insecure_ssl": "0", "url": webhook.url, "secret": "********"},
            "created_at": "2024-01-15T09:00:00Z", "updated_at": "2024-01-15T09:00:00Z", "url": url,
            "test_url": format!("{url}/test"), "ping_url": format!("{url}/pings"),
            "deliveries_url": format!("{url}/deliveries"),
            "last_response": {"code": null, "status": "unused", "message": null},
        })
    };
    Json(world.options.webhooks.iter().map(hook).collect())
}

/// List deliveries for a repository webhook: the newest first.
pub async fn deliveries(
    State(world): State<Github>,
    OfRepository(repository): OfRepository,
    Path(HookPath { hook_id }): Path<HookPath>,
) -> Result<Json<Vec<Value>>, ApiError> {
    if hook_id != HOOK {
        return Err(ApiError::not_found());
    }
    let name = repository.full_name();
    let all = world.read(|state| {
        let of_repository = state.deliveries.iter().rev().filter(|delivery| delivery.repository == name);
        of_repository.take(100).map(|delivery| view(delivery, repository.id)).collect()
    });
    Ok(Json(all))
}

/// Get a delivery for a repository webhook.
pub async fn delivery(
    State(world): State<Github>,
    OfRepository(repository): OfRepository,
    Path(path): Path<DeliveryPath>,
) -> Result<Json<Value>, ApiError> {
    let delivery = find(&world, &repository.full_name(), &path)?;
    let mut view = view(&delivery, repository.id);
    let payload: Value = serde_json::from_str(&delivery.payload).unwrap_or_default();
    view["request"] = json!({"headers": {"X-GitHub-Delivery": delivery.guid}, "payload": payload});
    view["response"] = json!({"headers": {}, "payload": ""});
    Ok(Json(view))
}

/// Redeliver a delivery for a repository webhook.
pub async fn redeliver(
    State(world): State<Github>,
    OfRepository(repository): OfRepository,
    Path(path): Path<DeliveryPath>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let delivery = find(&world, &repository.full_name(), &path)?;
    deliver::redeliver(&world, &delivery);
    Ok((StatusCode::ACCEPTED, Json(json!({}))))
}

fn find(world: &Github, repository: &str, path: &DeliveryPath) -> Result<Delivery, ApiError> {
    let is_it = |delivery: &&Delivery| delivery.id == path.delivery_id && delivery.repository == repository;
    let found = world.read(|state| state.deliveries.iter().find(is_it).cloned());
    found.filter(|_| path.hook_id == HOOK).ok_or_else(ApiError::not_found)
}

fn view(delivery: &Delivery, repository: u64) -> Value {
    let code = delivery.status_code;
    let status = match code {
        Some(200..=299) => "OK",
        Some(0) | None => "failed to connect to host",
        Some(_) => "Invalid HTTP Response",
    };
    json!({
        "id": delivery.id, "guid": delivery.guid, "delivered_at": clock::written(delivery.delivered_at),
        "redelivery": delivery.redelivery, "duration": 0.01, "status": status, "status_code": code.unwrap_or(0),
        "event": delivery.event, "action": delivery.action, "installation_id": null, "repository_id": repository,
        "throttled_at": null,
    })
}
