use super::Time;
use domain::release::{ArtifactKind, Deployed};
use domain::view::ReleaseInput;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A release to be registered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "service": "live-api",
    "version": "1.8.2",
    "commit": "c71e55d20a93",
    "artifact": "live-api/1.8.2.tar",
    "digest": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "size": 1048576
}))]
pub struct NewRelease {
    pub service: String,
    pub version: String,
    /// 7 to 64 hexadecimal digits.
    pub commit: String,
    /// `object` when left out.
    #[serde(default)]
    pub kind: ArtifactWord,
    /// An object's key in the home region's bucket; of an image its repository, or repository and tag: `team/live-api:1.8.2`.
    pub artifact: String,
    /// SHA-256 of its bytes, of an image that of its manifest or index: `sha256:` and 64 hexadecimal digits.
    pub digest: String,
    /// In bytes; that of an image may be left out.
    #[serde(default)]
    pub size: Option<u64>,
    #[serde(default)]
    pub notes: Option<String>,
    /// The page of the run that built it.
    #[serde(default)]
    pub run_url: Option<String>,
}

/// What an artifact is: bytes in a bucket, or a container image in a registry.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ArtifactWord {
    #[default]
    Object,
    Image,
}

/// The release that runs in one region of one stage.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunningItem {
    #[schema(example = "live-api")]
    pub service: String,
    #[schema(example = "prod")]
    pub stage: String,
    #[schema(example = "us-east-1")]
    pub region: String,
    #[schema(example = "1.8.2")]
    pub version: String,
    pub release_id: String,
    pub digest: String,
    /// What brought it there.
    pub rollout_id: String,
    pub at: Time,
}

impl From<NewRelease> for ReleaseInput {
    fn from(new: NewRelease) -> Self {
        let NewRelease { service, version, commit, kind, artifact, digest, size, notes, run_url } = new;
        let kind = kind.into();
        ReleaseInput { service, version, commit, kind, artifact, digest, size, notes, run_url }
    }
}

impl From<ArtifactWord> for ArtifactKind {
    fn from(word: ArtifactWord) -> Self {
        match word {
            ArtifactWord::Object => ArtifactKind::Object,
            ArtifactWord::Image => ArtifactKind::Image,
        }
    }
}

impl From<ArtifactKind> for ArtifactWord {
    fn from(kind: ArtifactKind) -> Self {
        match kind {
            ArtifactKind::Object => ArtifactWord::Object,
            ArtifactKind::Image => ArtifactWord::Image,
        }
    }
}

impl From<Deployed> for RunningItem {
    fn from(deployed: Deployed) -> Self {
        RunningItem {
            service: deployed.service.into(),
            stage: deployed.stage.into(),
            region: deployed.region.into(),
            version: deployed.version.into(),
            release_id: deployed.release.0,
            digest: deployed.digest.0,
            rollout_id: deployed.rollout.0,
            at: deployed.at.into(),
        }
    }
}
