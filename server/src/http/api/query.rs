//! Queries, with errors as problems.

use crate::http::problem::{ProblemField, Refusal};
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use domain::ErrorCode;
use serde::de::DeserializeOwned;

/// Longest part of a list of things with a page of their own.
pub const MOST: u32 = 200;
/// Longest part of a list of events.
pub const MOST_EVENTS: u32 = 1000;
/// What a list gives when nobody says how much.
const USUAL: u32 = 50;

/// Typed fields of the query.
pub struct Fields<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Fields<T> {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        Query::<T>::try_from_uri(&parts.uri).map(|query| Fields(query.0)).map_err(|error| {
            let message =
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            bad("", message)
        })
    }
}

/// How much of a list is wanted; `most` is what is given at once.
pub fn limit(wanted: Option<u32>, most: u32) -> Result<u32, Refusal> {
    let limit = wanted.unwrap_or(USUAL);
    if (1..=most).contains(&limit) {
        return Ok(limit);
    }
    Err(bad("limit", format!("must be from 1 to {most}")))
}

/// A field of the query that does not fit.
pub fn bad(field: &str, message: impl Into<String>) -> Refusal {
    let mut refusal = Refusal::from(ErrorCode::Invalid);
    refusal.detail = "The query does not fit; see /api/v1/openapi.json.".to_owned();
    refusal.fields.push(ProblemField { field: field.to_owned(), message: message.into() });
    refusal
}
