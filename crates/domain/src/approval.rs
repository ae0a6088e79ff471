//! Approvals: a person's recorded answer, bound to the digest of exactly what was shown.

use crate::Timestamp;
use crate::ids::ActorId;
use crate::names::TeamName;
use crate::people::Actor;
use crate::permission::Reason;
use crate::rules::ApprovalRule;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// SHA-256 over what an approval is given to, as `sha256:` and hexadecimal digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(pub String);

impl Digest {
    /// Of anything that serialises; struct fields and sorted maps keep it canonical.
    pub fn of(subject: &impl Serialize) -> Self {
        // Only maps with keys that are no strings fail to serialise, and no subject has one.
        let text = serde_json::to_vec(subject).unwrap_or_default();
        Digest(format!("sha256:{}", hex(&Sha256::digest(text))))
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What a person answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Approve,
    Reject,
    /// Not the end: the requester amends and it is planned and shown again.
    RequestChanges,
}

/// One recorded answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub by: ActorId,
    pub by_name: String,
    pub decision: Decision,
    /// Of what the person saw.
    pub digest: Digest,
    pub comment: Option<String>,
    pub at: Timestamp,
    /// Why it no longer counts.
    pub void: Option<String>,
}

impl ApprovalRule {
    /// Whether this person's answer counts for a request of `team`; `own` says that its content is theirs.
    pub fn admits(&self, actor: &Actor, own: bool, team: &TeamName) -> Result<(), Reason> {
        if !self.roles.iter().any(|role| actor.has_role(*role, team)) {
            return Err(Reason::Role { roles: self.roles.clone(), team: Some(team.clone()) });
        }
        if own {
            return Err(Reason::OwnRequest);
        }
        Ok(())
    }

    /// How many yeses still count for this digest at this time.
    pub fn given(&self, approvals: &[Approval], digest: &Digest, now: Timestamp) -> usize {
        approvals.iter().filter(|approval| self.counts(approval, digest, now)).count()
    }

    fn counts(&self, approval: &Approval, digest: &Digest, now: Timestamp) -> bool {
        approval.decision == Decision::Approve
            && approval.void.is_none()
            && &approval.digest == digest
            && now < approval.at.plus_hours(self.expires_after_hours)
    }
}
