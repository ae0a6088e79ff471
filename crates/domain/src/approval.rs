//! Approvals: a person's recorded answer, bound to the digest of exactly what was shown.

use crate::Timestamp;
use crate::ids::ActorId;
use crate::names::TeamName;
use crate::people::{Actor, Role};
use crate::permission::Reason;
use crate::rules::ApprovalRule;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

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
    /// What the person was in the team when answering, or whoever they answered for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// Whose yes it counts as, when a deputy gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<Behalf>,
}

/// Somebody for whom a deputy answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behalf {
    pub actor: ActorId,
    pub name: String,
}

impl Approval {
    /// The person whose yes it is: a lead and their deputy count once.
    pub fn voice(&self) -> &ActorId {
        self.on_behalf.as_ref().map_or(&self.by, |behalf| &behalf.actor)
    }
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

    /// How many people's yeses still count for this digest at this time.
    pub fn given(&self, approvals: &[Approval], digest: &Digest, now: Timestamp) -> usize {
        let counted = approvals.iter().filter(|approval| self.counts(approval, digest, now));
        counted.map(Approval::voice).collect::<BTreeSet<_>>().len()
    }

    /// Whether one of those is still missing who have to be among them.
    pub fn lacks(&self, approvals: &[Approval], digest: &Digest, now: Timestamp) -> bool {
        let counted = approvals.iter().filter(|approval| self.counts(approval, digest, now));
        let mut roles = counted.flat_map(|approval| &approval.roles);
        !self.one_of.is_empty() && !roles.any(|role| self.one_of.contains(role))
    }

    /// Whether nobody's yes is missing any more.
    pub fn satisfied(&self, approvals: &[Approval], digest: &Digest, now: Timestamp) -> bool {
        self.given(approvals, digest, now) >= usize::from(self.required)
            && !self.lacks(approvals, digest, now)
    }

    fn counts(&self, approval: &Approval, digest: &Digest, now: Timestamp) -> bool {
        approval.decision == Decision::Approve
            && approval.void.is_none()
            && &approval.digest == digest
            && now < approval.at.plus_hours(self.expires_after_hours)
    }
}

/// Binds answers to another digest: where it differs, those given to the one before no longer count.
pub(crate) fn rebind(approvals: &mut [Approval], (bound, digest): (&mut Digest, Digest), why: &str) {
    if *bound == digest {
        return;
    }
    for approval in approvals.iter_mut().filter(|approval| approval.void.is_none()) {
        approval.void = Some(why.to_owned());
    }
    *bound = digest;
}
