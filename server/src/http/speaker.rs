//! Who speaks for a probe location: its own token, or somebody who may do everything.

use super::identity::{self, Caller, Identity};
use super::problem::Refusal;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::names::LocationName;
use domain::people::Actor;
use domain::{ErrorCode, PortalError};
use services::ports::TokenScope;

/// A location's own token. Whoever made it vouches for it.
#[derive(Clone, Debug)]
pub struct LocationToken {
    pub maker: Actor,
    pub location: LocationName,
}

impl LocationToken {
    /// Why it opens no other door.
    pub fn refusal(&self) -> Refusal {
        let location = &self.location;
        let message = format!(
            "This access token is the probe location {location}'s own: it fetches the probes of {location} and sends \
             in what {location} found, and is good for nothing else."
        );
        PortalError::new(ErrorCode::TokenOfLocation, message).into()
    }
}

/// The extractor of the doors that `slipway probe` knocks at.
pub enum Speaker {
    Person(Caller),
    Location(LocationToken),
}

impl Speaker {
    /// Whose rights count for this location. People need the scope that such a door takes otherwise.
    pub fn may(&self, location: &LocationName, otherwise: &TokenScope) -> Result<&Actor, Refusal> {
        match self {
            Speaker::Person(caller) => caller.may(otherwise),
            Speaker::Location(own) if own.location == *location => Ok(&own.maker),
            Speaker::Location(other) => Err(other.refusal()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Speaker {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        match identity::of_parts(parts) {
            Identity::Location(own) => Ok(Speaker::Location(own.clone())),
            other => other.caller().map(Speaker::Person),
        }
    }
}
