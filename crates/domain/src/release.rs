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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artifact {
    /// Left out where it is an object, so that what approvals were given to stays the same.
    #[serde(default, skip_serializing_if = "ArtifactKind::is_object")]
    pub kind: ArtifactKind,
    /// The same in every region's store: an object's key, or an image's [name](ImageName).
    pub key: String,
    /// SHA-256 over its bytes; of an image, over its manifest.
    pub digest: Digest,
    /// In bytes; 0 where nobody has counted them.
    pub size: u64,
}

/// What an artifact is, and so in which kind of store it lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArtifactKind {
    /// Bytes under a key.
    #[default]
    Object,
    /// A container image: its manifest, or an index of several, with all layers.
    Image,
}

impl ArtifactKind {
    pub fn as_str(self) -> &'static str {
        match self {
            ArtifactKind::Object => "object",
            ArtifactKind::Image => "image",
        }
    }

    fn is_object(&self) -> bool {
        *self == ArtifactKind::Object
    }
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

/// What an image is called in its registry: `team/live-api`, or `team/live-api:1.8.2`. Its digest says which one it is; the tag is
/// for people, and for rules of registries that throw untagged images away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageName<'a> {
    pub repository: &'a str,
    pub tag: Option<&'a str>,
}

impl<'a> ImageName<'a> {
    const LONGEST_REPOSITORY: usize = 256;
    const LONGEST_TAG: usize = 128;

    /// As registries spell names, without the registry's own address, which each region has another one of.
    pub fn parse(text: &'a str) -> Result<Self, InvalidName> {
        let refuse = |reason: &str| Err(InvalidName { what: "an image", reason: reason.to_owned() });
        let (repository, tag) = text.split_once(':').map_or((text, None), |(name, tag)| (name, Some(tag)));
        if !(2..=Self::LONGEST_REPOSITORY).contains(&repository.len())
            || !repository.split('/').all(is_path_part)
        {
            return refuse(
                "is named by its repository, such as team/live-api, or by repository and tag: lower-case letters and \
                 digits with single dots, underscores or hyphens between them, in parts with slashes between them",
            );
        }
        let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        let good = |tag: &str| {
            (1..=Self::LONGEST_TAG).contains(&tag.len())
                && tag.bytes().all(|b| word(b) || b".-".contains(&b))
                && tag.bytes().next().is_some_and(word)
        };
        match tag.is_none_or(good) {
            true => Ok(ImageName { repository, tag }),
            false => refuse("has a tag of 1 to 128 letters, digits, underscores, dots and hyphens"),
        }
    }
}

/// Letters and digits with separators between them: one dot, one or two underscores, or hyphens.
fn is_path_part(part: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let ends_well = |end: Option<char>| end.is_some_and(letter);
    let separates = |run: &str| matches!(run, "" | "." | "_" | "__") || run.chars().all(|c| c == '-');
    ends_well(part.chars().next()) && ends_well(part.chars().next_back()) && part.split(letter).all(separates)
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
    fn images_are_named_as_registries_do() {
        for good in ["api", "team/live-api", "a.b/c__d/e--f", "team/api:1.8.2", "team/api:_x-1"] {
            assert!(ImageName::parse(good).is_ok(), "{good}");
        }
        let digest = format!("team/api@sha256:{}", "0a".repeat(32));
        for bad in [
            "", "a", "Api", "a//b", "/api", "api/", "-api", "a..b", "a___b", "api:", "api:-1", "api:a/b",
            &digest,
        ] {
            assert!(ImageName::parse(bad).is_err(), "{bad}");
        }
        let registry = ImageName::parse("1234.dkr.ecr.eu-west-3.amazonaws.com:443/team/api");
        assert!(registry.is_err(), "each region has a registry of its own");
        let named = ImageName::parse("team/api:1.8.2").expect("a name");
        assert_eq!((named.repository, named.tag), ("team/api", Some("1.8.2")));
    }

    #[test]
    fn what_an_object_is_written_as_has_not_changed() {
        let object = Artifact { key: "k".to_owned(), size: 1, ..Artifact::default() };
        let written = serde_json::to_string(&object).expect("JSON");
        assert_eq!(written, r#"{"key":"k","digest":"","size":1}"#);
        assert_eq!(serde_json::from_str::<Artifact>(&written).expect("read"), object);
    }

    #[test]
    fn digests_have_one_spelling() {
        assert!(is_sha256(&format!("sha256:{}", "0a".repeat(32))));
        for bad in ["", "sha256:", &"0a".repeat(32), &format!("sha256:{}", "0A".repeat(32)), "sha256:xyz"] {
            assert!(!is_sha256(bad), "{bad}");
        }
    }
}
