use super::find::{Caller, OfRepository};
use super::{ApiError, Github};
use crate::github::limits::Window;
use crate::github::model::Actor;
use crate::github::tokens;
use crate::github::views::{self, Links};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The organization of the sandbox's teams.
const ORGANIZATION: &str = "acme";

/// Get the authenticated user. Apps are none.
pub async fn user(links: Links, Caller(actor): Caller) -> Result<Json<Value>, ApiError> {
    let Actor::User(login) = &actor else {
        return Err(ApiError::forbidden("Resource not accessible by integration"));
    };
    let people = crate::people().map(Vec::from).unwrap_or_default();
    let person = people.iter().find(|person| person.actor.login == *login);
    Ok(Json(views::person(&links, login, person.map_or("Slipway", |person| &person.actor.name))))
}

/// List teams for the authenticated user.
pub async fn teams(State(world): State<Github>, links: Links, Caller(actor): Caller) -> Json<Vec<Value>> {
    let people = crate::people().map(Vec::from).unwrap_or_default();
    let left = world.faults.plan().left_teams.iter().any(|login| login == actor.login());
    let person = people.into_iter().find(|person| person.actor.login == actor.login() && !left);
    let memberships = person.map(|person| person.actor.memberships).unwrap_or_default();
    let teams: BTreeSet<String> =
        memberships.into_iter().filter_map(|membership| membership.team).map(String::from).collect();
    Json(teams.iter().map(|team| views::team(&links, ORGANIZATION, team)).collect())
}

/// Get rate limit status for the authenticated user.
pub async fn rate_limit(State(world): State<Github>, headers: HeaderMap) -> Json<Value> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    // Asking costs nothing.
    let window = world.limits.refund(header.and_then(tokens::sent).unwrap_or_default());
    let core = json!({
        "limit": Window::LIMIT, "remaining": window.remaining(), "reset": window.reset, "used": window.used,
    });
    let search = json!({"limit": 30, "remaining": 30, "reset": window.reset, "used": 0});
    Json(json!({"resources": {"core": core, "search": search}, "rate": core}))
}

/// Get a repository.
pub async fn repository(links: Links, OfRepository(repository): OfRepository) -> Json<Value> {
    Json(views::full_repository(&links, &repository))
}
