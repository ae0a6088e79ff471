use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A refusal in GitHub's form.
#[derive(Clone, Debug)]
pub struct ApiError {
    status: StatusCode,
    message: String,
}

impl ApiError {
    pub fn new(status: StatusCode, message: &str) -> Self {
        ApiError { status, message: message.to_owned() }
    }

    /// What is not there, or not to be seen.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not Found")
    }

    pub fn bad_credentials() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Bad credentials")
    }

    /// The call is understood, and wrong.
    pub fn unprocessable(message: &str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, message)
    }

    pub fn forbidden(message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    /// The body is no JSON.
    pub fn no_json() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Problems parsing JSON")
    }

    /// A part of the body is missing.
    pub fn missing(field: &str) -> Self {
        Self::unprocessable(&format!("Invalid request.\n\n\"{field}\" wasn't supplied."))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = json!({
            "message": self.message, "documentation_url": "https://docs.github.com/rest",
            "status": self.status.as_u16().to_string(),
        });
        (self.status, Json(body)).into_response()
    }
}
