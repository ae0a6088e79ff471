//! JSON bodies, with errors that name the field.

use crate::http::problem::{ProblemField, Refusal};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use domain::ErrorCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A JSON body of the wanted shape.
pub struct JsonBody<T>(pub T);

/// The same, where no body at all, or `null`, means the default.
pub struct OptionalBody<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Refusal;
    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let headers = request.headers().clone();
        let bytes = collect(request).await?;
        expect_json(&headers)?;
        read(&bytes).map(JsonBody)
    }
}

impl<S: Sync, T: DeserializeOwned + Default> FromRequest<S> for OptionalBody<T> {
    type Rejection = Refusal;
    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let headers = request.headers().clone();
        let bytes = collect(request).await?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(OptionalBody(T::default()));
        }
        expect_json(&headers)?;
        read::<Option<T>>(&bytes).map(|body| OptionalBody(body.unwrap_or_default()))
    }
}

async fn collect(request: Request) -> Result<Bytes, Refusal> {
    Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::TooLarge.into(),
        status => Refusal::new(status, "bad-body", "The body broke off. Nothing was changed."),
    })
}

fn expect_json(headers: &HeaderMap) -> Result<(), Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json")) {
        return Ok(());
    }
    let detail = "Send JSON with Content-Type: application/json. Nothing was changed.";
    Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail))
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    // Serde would take a list of values for an object.
    if bytes.trim_ascii_start().starts_with(b"[") {
        return Err(wrong_shape(String::new(), "expected an object, not a list".to_owned()));
    }
    refuse_nul(bytes)?;
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        refusal(&path, error.inner())
    })?;
    deserializer.end().map_err(|error| refusal(".", &error))?;
    Ok(value)
}

fn refusal(path: &str, error: &serde_json::Error) -> Refusal {
    if !error.is_data() {
        let detail = format!("The body is not JSON: {error}. Nothing was changed.");
        return Refusal::new(StatusCode::BAD_REQUEST, "bad-json", detail);
    }
    let field = if path == "." { String::new() } else { path.to_owned() };
    wrong_shape(field, without_value(&error.to_string()))
}

/// What was expected, without what was sent: that may be a secret at the wrong place, and answers end up in logs.
pub fn without_value(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(text, _)| text);
    let repeats = ["invalid type", "invalid value", "invalid length", "unknown variant", "unknown field"];
    if !repeats.iter().any(|start| message.starts_with(start)) {
        return message.to_owned();
    }
    message
        .rsplit_once(", expected ")
        .map_or("does not fit".to_owned(), |(_, text)| format!("expected {text}"))
}

/// PostgreSQL cannot keep this character, and nobody types it; whoever sends it is told where.
fn refuse_nul(bytes: &[u8]) -> Result<(), Refusal> {
    let escaped = bytes.windows(6).any(|part| part == b"\\u0000");
    let value: Option<Value> = if escaped { serde_json::from_slice(bytes).ok() } else { None };
    match value.as_ref().and_then(|value| nul_in(value, String::new())) {
        None => Ok(()),
        Some(field) => Err(wrong_shape(field, NUL.to_owned())),
    }
}

/// What is wrong with a text that contains it.
pub const NUL: &str = "contains the character U+0000, which cannot be kept";

/// The path of the first text with that character.
fn nul_in(value: &Value, path: String) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then_some(path),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(place, item)| nul_in(item, format!("{path}[{place}]")))
        }
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let dot = if path.is_empty() { "" } else { "." };
            let below = format!("{path}{dot}{}", name.replace('\0', ""));
            if name.contains('\0') { Some(below) } else { nul_in(value, below) }
        }),
        _ => None,
    }
}

fn wrong_shape(field: String, message: String) -> Refusal {
    let detail = "The body has the wrong shape; nothing was changed. See /api/v1/openapi.json.".to_owned();
    Refusal { detail, fields: vec![ProblemField { field, message }], ..Refusal::from(ErrorCode::Invalid) }
}
