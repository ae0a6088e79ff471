//! Errors for scripts: `application/problem+json` (RFC 9457) with a stable code.

use super::request_id::RequestId;
use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::{ErrorCode, PortalError};
use serde::Serialize;
use utoipa::ToSchema;

/// What an error answer says.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "urn:slipway:problem:forbidden", "title": "Forbidden", "status": 403, "code": "forbidden",
    "detail": "You may not do this: only a team lead of the team streaming may do this.",
    "request_id": "01926f3a7c1f7d0e8a55b7e1c0d4f2aa",
}))]
pub struct Problem {
    /// `urn:slipway:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    pub status: u16,
    /// Stable; scripts may rely on it.
    #[schema(example = "forbidden")]
    pub code: String,
    /// What happened, what was kept, and what to do.
    pub detail: String,
    /// Which inputs do not fit, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ProblemField>,
    /// Find it in the portal's log with this.
    pub request_id: String,
}

/// One input that does not fit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// The input's name as it was sent.
    #[schema(example = "targets[0].region")]
    pub field: String,
    pub message: String,
}

/// An error on its way out. It becomes a [`Problem`] in [`render`], where the request's id is known.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: StatusCode,
    pub code: &'static str,
    pub detail: String,
    pub fields: Vec<ProblemField>,
    /// For the log only.
    pub cause: Option<String>,
}

impl Refusal {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Refusal { status, code, detail: detail.into(), fields: Vec::new(), cause: None }
    }

    /// What a bare status means to people.
    pub fn of_status(status: StatusCode) -> Self {
        let (code, detail) = match status {
            StatusCode::NOT_FOUND => ("not-found", "There is nothing at this address."),
            StatusCode::METHOD_NOT_ALLOWED => {
                ("method-not-allowed", "This address does not take that method; see the Allow header.")
            }
            StatusCode::PAYLOAD_TOO_LARGE => {
                ("too-large", "The body is larger than 2 MB. Nothing was changed.")
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                ("unsupported-media-type", "Send JSON with Content-Type: application/json.")
            }
            StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => (
                "unavailable",
                "This took too long and was given up. Look whether it took effect before repeating it.",
            ),
            StatusCode::FORBIDDEN => ("forbidden", "You may not do this."),
            status if status.is_client_error() => ("invalid", "Slipway did not understand what was sent."),
            _ => (
                "internal",
                "Slipway could not finish this. Look whether it took effect before you try again.",
            ),
        };
        Refusal::new(status, code, detail)
    }

    fn problem(&self, request_id: &str) -> Problem {
        Problem {
            kind: format!("urn:slipway:problem:{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Error").to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.detail.clone(),
            fields: self.fields.clone(),
            request_id: request_id.to_owned(),
        }
    }
}

impl From<PortalError> for Refusal {
    fn from(error: PortalError) -> Self {
        let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let fields = error.fields.into_iter();
        Refusal {
            status,
            code: error.code.as_str(),
            detail: error.message,
            fields: fields.map(|f| ProblemField { field: f.field, message: f.message }).collect(),
            cause: error.cause,
        }
    }
}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Self {
        let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Refusal { code: code.as_str(), ..Refusal::of_status(status) }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Turns every error answer into a problem document, whoever made it: handlers, extractors, layers or the router.
pub async fn render(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let response = next.run(request).await;
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return response;
    }
    let refusal = response.extensions().get::<Refusal>().cloned();
    let refusal = refusal.unwrap_or_else(|| Refusal::of_status(response.status()));
    record(&refusal);
    answer(&refusal, &id, response.headers())
}

/// The refusal as a problem document, with what the layers before had to add.
pub fn answer(refusal: &Refusal, id: &RequestId, headers: &HeaderMap) -> Response {
    let kept = kept_headers(headers);
    let mut answer = (refusal.status, kept, Json(refusal.problem(id.as_str()))).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if refusal.status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"slipway\""));
    }
    if refusal.status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    answer
}

/// What a layer or the router had to add besides the body.
fn kept_headers(headers: &HeaderMap) -> HeaderMap {
    let body = [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::TRANSFER_ENCODING];
    let kept = headers.iter().filter(|(name, _)| !body.contains(name));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Leaves what must not reach people in the log.
pub fn record(refusal: &Refusal) {
    let cause = refusal.cause.as_deref().unwrap_or_default();
    if refusal.status.is_server_error() {
        tracing::error!(code = refusal.code, cause, "{}", refusal.detail);
    } else {
        tracing::debug!(code = refusal.code, cause, "{}", refusal.detail);
    }
}
