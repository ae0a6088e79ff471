//! The REST API under `/api/v1`: one file per group of routes.

mod audit;
mod body;
mod decisions;
mod delegations;
mod document;
mod environments;
mod events;
mod explain;
mod freezes;
mod health;
mod incidents;
mod measured;
pub mod model;
mod notifications;
mod own;
mod pipelines;
mod query;
mod releases;
mod requests;
mod rollouts;
mod services;
mod templates;
mod webhooks;

pub use audit::lines as audit_lines;
pub use body::NUL;
pub use document::text as document;

use super::problem::Refusal;
use super::state::AppState;
use super::{identity, origin, problem};
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// Where the API lives.
pub const PREFIX: &str = "/api/v1";

fn all() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(document::head())
        .merge(templates::routes())
        .merge(requests::routes())
        .merge(decisions::routes())
        .merge(environments::routes())
        .merge(releases::routes())
        .merge(rollouts::routes())
        .merge(freezes::routes())
        .merge(health::routes())
        .merge(notifications::routes())
        .merge(delegations::routes())
        .merge(incidents::routes())
        .merge(measured::routes())
        .merge(services::routes())
        .merge(explain::routes())
        .merge(pipelines::routes())
        .merge(own::routes())
        .merge(audit::routes())
        .merge(events::routes())
        .merge(webhooks::routes())
        .merge(document::routes())
}

/// What the API offers, as OpenAPI 3.1.
pub fn openapi() -> OpenApi {
    document::complete(OpenApiRouter::new().nest(PREFIX, all()).into_openapi())
}

/// The routes, below [`PREFIX`].
pub fn router(state: &AppState) -> Router<AppState> {
    let (routes, _) = all().split_for_parts();
    routes
        .fallback(|| async { Refusal::from(domain::ErrorCode::NotFound) })
        .method_not_allowed_fallback(|| async { StatusCode::METHOD_NOT_ALLOWED })
        .layer(from_fn_with_state(state.clone(), identity::of_caller))
        .layer(from_fn_with_state(state.clone(), origin::check_without_token))
        .layer(from_fn(problem::render))
}
