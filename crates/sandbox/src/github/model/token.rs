use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// By login.
    User(String),
    /// A GitHub App as it is installed.
    App { installation: u64 },
}

/// A token that the stand-in gave out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Grant {
    pub actor: Actor,
    pub scopes: String,
    /// `None`: never.
    pub expires_at: Option<Timestamp>,
}

impl Actor {
    pub fn login(&self) -> &str {
        match self {
            Actor::User(login) => login,
            Actor::App { .. } => "slipway[bot]",
        }
    }
}
