//! Scripts, styles and images: built once, with a hash of their content in the name, kept by browsers for ever.

use super::state::AppState;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use std::collections::BTreeMap;
use std::path::Path;
use tower_http::services::ServeDir;

/// Reads the build's manifest: name → address. Empty when nothing was built, so that pages still work as HTML.
pub fn manifest(site: &Path) -> BTreeMap<String, String> {
    let path = site.join("assets.json");
    let text = match std::fs::read(&path) {
        Ok(text) => text,
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "there are no built assets; pages come without styles");
            return BTreeMap::new();
        }
    };
    serde_json::from_slice(&text).unwrap_or_else(|error| {
        tracing::warn!(path = %path.display(), %error, "the manifest of the built assets does not parse");
        BTreeMap::new()
    })
}

pub fn router(site: &Path) -> Router<AppState> {
    let files = ServeDir::new(site.join("assets")).precompressed_br().append_index_html_on_directories(false);
    Router::new().nest_service("/assets", files).layer(from_fn(keep))
}

/// A name tells its content, so what was found never changes.
async fn keep(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let found = response.status().is_success() || response.status() == axum::http::StatusCode::NOT_MODIFIED;
    let value = if found { "public, max-age=31536000, immutable" } else { "no-store" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    response
}
