//! Signing in through a provider of identities, and looking again what somebody is there.

mod again;
mod attempt;
mod known;

pub(crate) use again::Asking;
pub use attempt::{Begun, Return, Then};
pub(crate) use known::ending;

use crate::Portal;
use crate::ports::{IdentityError, IdentityProvider};
use domain::{ErrorCode, PortalError};
use std::sync::Arc;

/// A way in, for the sign-in page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayIn {
    /// Part of its address.
    pub name: String,
    pub title: String,
}

impl Portal {
    /// The same portal with these ways in.
    pub fn with_ways_in(mut self, providers: Vec<Arc<dyn IdentityProvider>>) -> Self {
        self.providers = providers.into();
        self
    }

    /// Who vouches for people here; nobody does in the sandbox.
    pub fn ways_in(&self) -> Vec<WayIn> {
        let way = |provider: &Arc<dyn IdentityProvider>| WayIn {
            name: provider.name().to_owned(),
            title: provider.title().to_owned(),
        };
        self.providers.iter().map(way).collect()
    }

    /// Whether each provider answers; for `slipway check`.
    pub async fn check_ways_in(&self) -> Vec<(String, Result<(), String>)> {
        let mut answers = Vec::new();
        for provider in self.providers.iter() {
            let answer = provider.ping().await.map_err(|error| error.to_string());
            answers.push((provider.title().to_owned(), answer));
        }
        answers
    }

    pub(crate) fn provider(&self, name: &str) -> Result<&Arc<dyn IdentityProvider>, PortalError> {
        let found = self.providers.iter().find(|provider| provider.name() == name);
        found.ok_or_else(|| PortalError::not_found("such way to sign in"))
    }
}

/// What a provider's answer means for whoever signs in, in the provider's own words.
fn refused(title: &str, error: IdentityError) -> PortalError {
    let cause = error.to_string();
    let (code, message) = match error {
        IdentityError::Refused(words) => (
            ErrorCode::Unauthenticated,
            format!("{title} did not let you in: {words}. Try again; if it stays, tell your platform team."),
        ),
        IdentityError::Unreachable(words) => (
            ErrorCode::Unavailable,
            format!("{title} could not be asked who you are: {words}. Try again in a moment."),
        ),
        IdentityError::Untrusted(_) => (
            ErrorCode::Unauthenticated,
            format!(
                "{title}'s answer could not be trusted, so nobody was signed in. Tell your platform team."
            ),
        ),
    };
    PortalError::new(code, message).because(cause)
}
