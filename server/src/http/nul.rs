//! The same for forms as for the API: a text with U+0000 in it is refused, wherever it stands.

use super::api::NUL;
use super::problem::{ProblemField, Refusal};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::ErrorCode;

/// Lets everything through but forms with that character.
pub async fn refuse(request: Request, next: Next) -> Response {
    if *request.method() != Method::POST || !is_form(&request) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let bytes = match Bytes::from_request(Request::new(body), &()).await {
        Ok(bytes) => bytes,
        Err(rejection) => return Refusal::of_status(rejection.status()).into_response(),
    };
    match field(&bytes) {
        Some(field) => refusal(field).into_response(),
        None => next.run(Request::from_parts(parts, Body::from(bytes))).await,
    }
}

fn is_form(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).map(|value| value.as_bytes());
    kind.is_some_and(|kind| kind.starts_with(b"application/x-www-form-urlencoded"))
}

/// The first field whose name or text has it.
fn field(body: &[u8]) -> Option<String> {
    let escaped = body.contains(&0) || body.windows(3).any(|part| part == b"%00");
    if !escaped {
        return None;
    }
    let fields = app::requests::form::encoding::decode(&String::from_utf8_lossy(body));
    let found = fields.into_iter().find(|(name, text)| name.contains('\0') || text.contains('\0'));
    found.map(|(name, _)| name.replace('\0', ""))
}

fn refusal(field: String) -> Refusal {
    let detail = format!("“{field}” {NUL}. Nothing was changed.");
    let fields = vec![ProblemField { field, message: NUL.to_owned() }];
    Refusal { detail, fields, ..Refusal::from(ErrorCode::Invalid) }
}
