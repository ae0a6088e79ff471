//! HTTP: pages, the API, live streams, and what all of them share.

pub mod api;
mod assets;
mod errors;
mod headers;
mod health;
pub mod identity;
mod insets;
mod kept_form;
mod live;
mod log;
mod nul;
mod origin;
mod pages;
pub mod problem;
mod refused_form;
mod request_id;
mod sign_in;
pub mod speaker;
pub mod state;
mod webhooks;

pub use state::{AppState, Shared};

use crate::metrics;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use std::path::Path;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

/// Largest body that is taken.
const LARGEST_BODY: usize = 2 * 1024 * 1024;

/// What is the same for every page: the build's assets, and whether this is a sandbox.
pub fn site(folder: &Path, sandbox: bool) -> app::ssr::Site {
    app::ssr::Site::new(assets::manifest(folder), sandbox)
}

/// Everything that the portal answers. `site` is the folder with the build's files.
pub fn router(state: AppState, site: &Path, timeout: Duration) -> Router {
    let told = Router::new()
        .nest(api::PREFIX, api::router(&state))
        .merge(live::router(&state))
        .merge(sign_in::router(&state))
        .merge(pages::router(&state))
        .layer(from_fn(nul::refuse))
        .layer(from_fn_with_state(state.clone(), origin::known_host))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, timeout))
        .layer(CatchPanicLayer::custom(errors::panicked))
        .layer(from_fn_with_state(state.clone(), errors::show))
        .layer(CompressionLayer::new());
    told.merge(assets::router(site))
        .merge(webhooks::router())
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::scrape))
        .layer(from_fn_with_state(state.clone(), metrics::measure))
        .layer(from_fn(headers::harden))
        .layer(from_fn(log::record))
        .layer(from_fn(request_id::assign))
        .with_state(state)
}
