//! Puts large, finished HTML into pages as they are sent.

use app::ssr::Insets;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::PortalError;
use futures::stream;
use std::convert::Infallible;

use super::problem::Refusal;

/// Hands the page a place for its insets, and sends them where it left their markers.
pub async fn fill(mut request: Request, next: Next) -> Response {
    let insets = Insets::default();
    request.extensions_mut().insert(insets.clone());
    let (mut head, body) = next.run(request).await.into_parts();
    // Pages are rendered to their end before they are sent, hence the insets are known here.
    if insets.is_empty() {
        return Response::from_parts(head, body);
    }
    let page = match to_bytes(body, usize::MAX).await {
        Ok(page) => page,
        Err(error) => return Refusal::from(PortalError::internal(error.to_string())).into_response(),
    };
    let pieces = insets.pieces(&page);
    let length: usize = pieces.iter().map(axum::body::Bytes::len).sum();
    head.headers.insert(CONTENT_LENGTH, length.into());
    let pieces = pieces.into_iter().map(Ok::<_, Infallible>);
    Response::from_parts(head, Body::from_stream(stream::iter(pieces)))
}
