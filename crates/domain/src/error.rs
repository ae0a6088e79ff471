//! The one error that crosses rooms and reaches pages and scripts.

use crate::address::NoRange;
use crate::names::InvalidName;
use crate::permission::{Denied, Reason};
use crate::template::ParameterProblem;
use serde::{Deserialize, Serialize};

/// Stable codes: scripts may rely on them, texts may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// What was sent does not fit.
    Invalid,
    /// Nobody is signed in, or the session or token has ended.
    Unauthenticated,
    Forbidden,
    /// A probe location's own token came, for something else than speaking for this location.
    TokenOfLocation,
    NotFound,
    /// Somebody else was faster, or the state no longer allows it.
    Conflict,
    /// The digest that was approved is not the one of now.
    StaleDigest,
    TooLarge,
    TooManyRequests,
    /// A backend does not answer; trying again may help.
    Unavailable,
    /// A backend says no to the portal itself; somebody has to give it a right, or mend what is there.
    BackendRefused,
    /// The portal's own fault.
    Internal,
}

impl ErrorCode {
    /// The HTTP status that goes with it.
    pub fn status(self) -> u16 {
        match self {
            ErrorCode::Invalid => 422,
            ErrorCode::Unauthenticated => 401,
            ErrorCode::Forbidden | ErrorCode::TokenOfLocation => 403,
            ErrorCode::NotFound => 404,
            ErrorCode::Conflict | ErrorCode::StaleDigest => 409,
            ErrorCode::TooLarge => 413,
            ErrorCode::TooManyRequests => 429,
            ErrorCode::Unavailable => 503,
            ErrorCode::BackendRefused => 502,
            ErrorCode::Internal => 500,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            ErrorCode::Invalid => "invalid",
            ErrorCode::Unauthenticated => "unauthenticated",
            ErrorCode::Forbidden => "forbidden",
            ErrorCode::TokenOfLocation => "token-of-location",
            ErrorCode::NotFound => "not-found",
            ErrorCode::Conflict => "conflict",
            ErrorCode::StaleDigest => "stale-digest",
            ErrorCode::TooLarge => "too-large",
            ErrorCode::TooManyRequests => "too-many-requests",
            ErrorCode::Unavailable => "unavailable",
            ErrorCode::BackendRefused => "backend-refused",
            ErrorCode::Internal => "internal",
        }
    }
}

/// What went wrong: a code for scripts, a message for people, a cause for the log only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct PortalError {
    pub code: ErrorCode,
    /// What happened, what was kept, and what to do.
    pub message: String,
    /// Which inputs do not fit, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// What the message says as data, so that pages can say it in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Box<Reason>>,
    /// Never serialised: SQL, addresses and the like stay in the log.
    #[serde(skip)]
    pub cause: Option<String>,
}

/// One input that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The input's name as it was sent: `service`, `parameters.InstanceClass`, …
    pub field: String,
    pub message: String,
}

impl PortalError {
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        PortalError { code, message: message.into(), fields: Vec::new(), why: None, cause: None }
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Invalid, message)
    }

    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Conflict, message)
    }

    /// `what` with its article: "the request req_1".
    pub fn not_found(what: impl std::fmt::Display) -> Self {
        Self::new(ErrorCode::NotFound, format!("There is no {what}."))
    }

    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Unavailable, message)
    }

    /// The portal's own fault; the cause goes to the log.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::new(
            ErrorCode::Internal,
            "Slipway could not finish this. Look whether it took effect before you try again.",
        )
        .because(cause)
    }

    pub fn because(mut self, cause: impl std::fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    pub fn at(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        self.fields.push(FieldProblem { field: field.into(), message: message.into() });
        self
    }

    pub fn for_reason(mut self, why: Reason) -> Self {
        self.why = Some(Box::new(why));
        self
    }
}

impl From<Denied> for PortalError {
    fn from(denied: Denied) -> Self {
        let message = format!("You may not do this: {}.", denied.reason);
        PortalError::new(ErrorCode::Forbidden, message).for_reason(denied.reason)
    }
}

impl From<InvalidName> for PortalError {
    fn from(invalid: InvalidName) -> Self {
        PortalError::invalid(format!("That does not work as a name: {invalid}."))
    }
}

impl From<NoRange> for PortalError {
    fn from(none: NoRange) -> Self {
        PortalError::conflict(none.to_string())
    }
}

impl From<Vec<ParameterProblem>> for PortalError {
    fn from(problems: Vec<ParameterProblem>) -> Self {
        let start = PortalError::invalid("Some values do not fit the template; nothing was sent.");
        problems.into_iter().fold(start, |error, problem| {
            error.at(format!("parameters.{}", problem.parameter), problem.message)
        })
    }
}
