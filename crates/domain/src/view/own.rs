use super::Allowed;
use crate::Timestamp;
use crate::approval::Decision;
use crate::audit::BrokenChain;
use crate::ids::{DraftId, TokenId};
use crate::names::LocationName;
use serde::{Deserialize, Serialize};

/// A personal access token as its owner sees it; never the token itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenView {
    pub id: TokenId,
    pub label: String,
    /// `read`, `write`, `approve`, `measure:LOCATION`.
    pub scopes: Vec<String>,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// For which probe locations the reader may make a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasuringView {
    pub may: Allowed,
    /// As the configuration names them.
    pub locations: Vec<LocationName>,
}

/// A new token: the only time that its secret is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    pub token: TokenView,
    pub secret: String,
}

/// Somebody's account on GitHub as they see it; never its token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GithubAccountView {
    pub login: String,
    /// As far as GitHub tells.
    pub scopes: Vec<String>,
    pub source: AccountSource,
}

/// Where the portal has an account from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum AccountSource {
    /// The person signed in with it.
    SignIn,
    /// The person gave a token of it.
    Token { kept_at: Timestamp },
}

/// A half-filled form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    pub id: DraftId,
    /// The form as JSON.
    pub content: String,
    pub saved_at: Timestamp,
}

/// A person's answer as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionInput {
    pub decision: Decision,
    /// Of what the person saw.
    pub digest: String,
    #[serde(default)]
    pub comment: Option<String>,
}

/// Whether the audit chain holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditVerdict {
    /// How many entries held.
    pub checked: i64,
    /// Hash of the newest entry that held; keep it elsewhere to notice a cut-off tail.
    pub head: String,
    pub broken: Option<BrokenChain>,
}
