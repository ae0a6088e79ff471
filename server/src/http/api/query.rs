//! Queries, with errors as problems.

use super::body::without_value;
use crate::http::problem::{ProblemField, Refusal};
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use domain::ErrorCode;
use serde::de::DeserializeOwned;

/// Longest part of a list of things with a page of their own.
pub const MOST: u32 = 200;
/// Longest part of a list of events.
pub const MOST_EVENTS: u32 = 1000;
/// What a list gives when nobody says how much.
const USUAL: u32 = 50;
/// Characters of an idempotency key.
const LONGEST_KEY: usize = 255;

/// Typed fields of the query.
pub struct Fields<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Fields<T> {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        Query::<T>::try_from_uri(&filled(&parts.uri)).map(|query| Fields(query.0)).map_err(|error| {
            let message =
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            bad("", without_value(&message))
        })
    }
}

/// The address without fields that were left empty, as forms and scripts send them: they do not narrow.
fn filled(uri: &Uri) -> Uri {
    let fields = uri.query().unwrap_or_default().split('&');
    let fields: Vec<&str> = fields.filter(|field| !field.ends_with('=')).collect();
    // Parts of an address that parsed make another one.
    Uri::try_from(format!("/?{}", fields.join("&"))).unwrap_or_default()
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

/// The key under which the same call may be sent again.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let fits = |key: &&str| (1..=LONGEST_KEY).contains(&key.len());
    let key = value.to_str().ok().filter(fits);
    let problem = || bad("Idempotency-Key", format!("must have 1 to {LONGEST_KEY} visible ASCII characters"));
    key.map(Some).ok_or_else(problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_fields_do_not_narrow() {
        let table = [
            ("/x?service=&stage=dev&region=", "/?stage=dev"),
            ("/x", "/?"),
            ("/x?after=a%3D&limit=2", "/?after=a%3D&limit=2"),
        ];
        for (asked, understood) in table {
            let uri: Uri = asked.parse().expect("an address");
            assert_eq!(filled(&uri).to_string(), understood, "{asked}");
        }
    }
}
