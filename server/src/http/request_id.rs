//! One id per request: in the log, on error pages, in the answer's header.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// Where the id travels. One that a proxy in front already gave is kept.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id that is taken from outside.
const LONGEST: usize = 64;

/// Tells one request from all others.
#[derive(Clone, Debug)]
pub struct RequestId(Arc<str>);

impl RequestId {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn shared(&self) -> Arc<str> {
        self.0.clone()
    }
}

impl Default for RequestId {
    /// A new one.
    fn default() -> Self {
        RequestId(uuid::Uuid::now_v7().simple().to_string().into())
    }
}

/// Gives the request its id.
pub async fn assign(mut request: Request, next: Next) -> Response {
    let given = request.headers().get(HEADER).and_then(|value| value.to_str().ok()).filter(|id| fits(id));
    let id = given.map_or_else(RequestId::default, |id| RequestId(id.into()));
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// Letters, digits and hyphens only: the id goes into logs and pages.
fn fits(id: &str) -> bool {
    (1..=LONGEST).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
