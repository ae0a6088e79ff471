//! The audit trail: who did what, why and when, chained so that no entry can be changed or taken out.

use crate::Timestamp;
use crate::ids::ActorId;
use crate::names::TeamName;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a commit has to say for itself; the store adds place, time, actor and chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditNote {
    /// A verb in the past: `request.created`, `approval.given`, …
    pub action: String,
    /// The id of what was acted upon.
    pub subject: String,
    pub team: Option<TeamName>,
    /// The reason that the person gave.
    pub why: Option<String>,
    pub before: serde_json::Value,
    pub after: serde_json::Value,
}

/// One immutable entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// From 1, without gaps.
    pub seq: i64,
    pub at: Timestamp,
    pub actor: ActorId,
    /// The actor's name at that time.
    pub actor_name: String,
    #[serde(flatten)]
    pub note: AuditNote,
    /// The entry before; empty for the first.
    pub previous_hash: String,
    pub hash: String,
}

impl AuditEvent {
    /// The hash that this entry must carry: SHA-256 over its canonical JSON with the hash itself empty.
    pub fn expected_hash(&self) -> String {
        let bare = AuditEvent { hash: String::new(), ..self.clone() };
        // A struct of strings, numbers and JSON values always serialises; an empty text would show as a broken link.
        let text = serde_json::to_string(&bare).unwrap_or_default();
        crate::approval::hex(&Sha256::digest(text.as_bytes()))
    }
}

/// A place where the chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("audit event {seq}: {reason}")]
pub struct BrokenChain {
    pub seq: i64,
    pub reason: String,
}

/// Checks entries in their order, a page at a time.
#[derive(Clone, Debug, Default)]
pub struct ChainCheck {
    seq: i64,
    hash: String,
}

impl ChainCheck {
    /// Takes the next entry; the first that does not fit ends the check.
    pub fn take(&mut self, event: &AuditEvent) -> Result<(), BrokenChain> {
        let broken = |reason: &str| Err(BrokenChain { seq: event.seq, reason: reason.to_owned() });
        if event.seq != self.seq + 1 {
            return broken(&format!("follows {} although {} was expected", self.seq, self.seq + 1));
        }
        if event.previous_hash != self.hash {
            return broken("does not continue the entry before it");
        }
        if event.expected_hash() != event.hash {
            return broken("its content does not match its hash");
        }
        self.seq = event.seq;
        self.hash = event.hash.clone();
        Ok(())
    }

    /// How many entries held.
    pub fn checked(&self) -> i64 {
        self.seq
    }

    /// The hash of the newest entry that held.
    pub fn head(&self) -> &str {
        &self.hash
    }
}
