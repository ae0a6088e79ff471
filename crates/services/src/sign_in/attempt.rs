//! To the provider and back.

use super::refused;
use crate::people::SignedIn;
use crate::ports::{Attempt, IdentityError};
use crate::{Portal, secrets};
use domain::values::StoredValue;
use domain::{ErrorCode, PortalError, Timestamp};
use serde::{Deserialize, Serialize};

/// How long somebody may take at the provider's.
const MINUTES: i64 = 10;
const LONGEST_WORDS: usize = 300;

/// What comes after signing in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Then {
    /// The page to go on to.
    pub next: Option<String>,
    /// A form that was kept when the session before ended.
    pub draft: Option<String>,
}

/// A sign-in that has begun.
#[derive(Clone)]
pub struct Begun {
    /// The provider's page.
    pub address: String,
    /// For the browser to bring back: sealed, so that it tells nobody anything.
    pub ticket: String,
    pub seconds: i64,
}

/// What a browser comes back with.
#[derive(Clone, Debug)]
pub struct Return {
    pub ticket: String,
    pub state: String,
    /// A code, or the provider's words about why there is none.
    pub outcome: Result<String, String>,
}

/// What the ticket holds.
#[derive(Serialize, Deserialize)]
struct Ticket {
    provider: String,
    attempt: Attempt,
    then: Then,
    ends_at: Timestamp,
}

impl Portal {
    /// Where to send the browser, and what it has to bring back.
    pub async fn begin_sign_in(
        &self,
        provider: &str,
        callback: &str,
        then: Then,
    ) -> Result<Begun, PortalError> {
        let provider = self.provider(provider)?;
        let attempt = Attempt {
            state: secrets::text(self.ids.random()),
            verifier: secrets::text(self.ids.random()),
            nonce: secrets::text(self.ids.random()),
        };
        let address = provider.address(&attempt, callback).await;
        let address = address.map_err(|error| refused(provider.title(), error))?;
        let ends_at = self.now().plus_millis(MINUTES * 60_000);
        let ticket = Ticket { provider: provider.name().to_owned(), attempt, then, ends_at };
        Ok(Begun { address, ticket: self.sealed(&ticket)?, seconds: MINUTES * 60 })
    }

    /// Signs in whoever came back from the provider.
    pub async fn finish_sign_in(
        &self,
        provider: &str,
        callback: &str,
        back: Return,
    ) -> Result<(SignedIn, Then), PortalError> {
        let provider = self.provider(provider)?;
        let ticket = self.opened(&back.ticket)?;
        let same = secrets::hash(&ticket.attempt.state) == secrets::hash(&back.state);
        if !same || ticket.provider != provider.name() || self.now() >= ticket.ends_at {
            return Err(astray());
        }
        let found = match back.outcome {
            Ok(code) => provider.identify(&ticket.attempt, &code, callback).await,
            Err(words) => Err(IdentityError::Refused(words.chars().take(LONGEST_WORDS).collect())),
        };
        let found = found.map_err(|error| refused(provider.title(), error))?;
        let actor = self.acquainted(provider.as_ref(), found).await?;
        Ok((self.sign_in(&actor.id).await?, ticket.then))
    }

    fn sealed(&self, ticket: &Ticket) -> Result<String, PortalError> {
        let text = serde_json::to_string(ticket).map_err(PortalError::internal)?;
        match self.vault.seal(&text, self.ids.random())? {
            StoredValue::Sealed(sealed) | StoredValue::Plain(sealed) => Ok(sealed),
        }
    }

    fn opened(&self, ticket: &str) -> Result<Ticket, PortalError> {
        let text = self.vault.open(&StoredValue::Sealed(ticket.to_owned())).map_err(|_| astray())?;
        serde_json::from_str(&text).map_err(|_| astray())
    }
}

/// Somebody follows a link that another one has begun, comes back late, or twice.
fn astray() -> PortalError {
    let message =
        "This sign-in was not begun in this browser, or too long ago. Nobody was signed in; begin again.";
    PortalError::new(ErrorCode::Unauthenticated, message)
}
