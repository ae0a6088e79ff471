//! Releases: immutable artifacts with where they come from.

use crate::Timestamp;
use crate::approval::Digest;
use crate::ids::{ActorId, ReleaseId, RolloutId};
use crate::names::{InvalidName, RegionName, ServiceName, StageName, TeamName};
use serde::{Deserialize, Serialize};

/// An immutable artifact and its version, commit and digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    pub id: ReleaseId,
    pub service: ServiceName,
    pub team: TeamName,
    /// What people call it; one service has each version once.
    pub version: Version,
    /// The commit it was built from.
    pub commit: String,
    pub artifact: Artifact,
    /// What changed, in the words of whoever built it.
    pub notes: Option<String>,
    /// The page of the pipeline run that built it.
    pub run_url: Option<String>,
    pub built_by: ActorId,
    pub built_by_name: String,
    pub created_at: Timestamp,
}

/// The release that runs in one region of one stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployed {
    pub service: ServiceName,
    pub stage: StageName,
    pub region: RegionName,
    pub release: ReleaseId,
    pub version: Version,
    /// Of the artifact.
    pub digest: Digest,
    /// What brought it there.
    pub rollout: RolloutId,
    pub at: Timestamp,
}

/// What is deployed, as it lies in each region's store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artifact {
    /// The same in every region's store.
    pub key: String,
    /// SHA-256 over its bytes.
    pub digest: Digest,
    /// In bytes.
    pub size: u64,
}

/// A release's version, as people write it: `1.8.2`, `2026-11-26.3`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version(String);

impl Version {
    pub const LONGEST: usize = 64;

    /// Letters, digits, `.`, `_`, `+` and `-`: what tags of git and of images have in common, and `+`.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let refuse = |reason: String| Err(InvalidName { what: "a version", reason });
        if text.is_empty() || text.len() > Self::LONGEST {
            return refuse(format!("must have 1 to {} characters", Self::LONGEST));
        }
        if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._+-".contains(&b)) {
            return refuse(
                "may contain letters, digits, dots, underscores, plus signs and hyphens only".to_owned(),
            );
        }
        Ok(Version(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Version {
    type Error = InvalidName;
    fn try_from(text: String) -> Result<Self, InvalidName> {
        Self::parse(&text)
    }
}

impl From<Version> for String {
    fn from(version: Version) -> String {
        version.0
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a text is a SHA-256 digest as Slipway writes it: `sha256:` and 64 hexadecimal digits, in lower case.
pub fn is_sha256(text: &str) -> bool {
    let digits = text.strip_prefix("sha256:");
    let hexadecimal = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    digits.is_some_and(|digits| digits.len() == 64 && digits.bytes().all(hexadecimal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_what_tags_can_be() {
        for good in ["1.8.2", "v1", "2026-11-26.3", "1.0.0-rc.1+build_5"] {
            assert!(Version::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "1 2", "<b>", "가", "a/b", &"1".repeat(65)] {
            assert!(Version::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn digests_have_one_spelling() {
        assert!(is_sha256(&format!("sha256:{}", "0a".repeat(32))));
        for bad in ["", "sha256:", &"0a".repeat(32), &format!("sha256:{}", "0A".repeat(32)), "sha256:xyz"] {
            assert!(!is_sha256(bad), "{bad}");
        }
    }
}
