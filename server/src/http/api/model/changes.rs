use super::Time;
use domain::PortalError;
use domain::changes::{CommitLine, CommitList, Comparison};
use domain::view::{FoundChanges, ReleaseChanges};
use serde::Serialize;
use utoipa::ToSchema;

/// What a release changes where another one runs. Regions with the same release stand together.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangesItem {
    #[schema(example = "prod")]
    pub stage: String,
    #[schema(example = json!(["ap-northeast-2", "us-east-1"]))]
    pub regions: Vec<String>,
    /// What runs there.
    pub running_release_id: String,
    #[schema(example = "1.8.1")]
    pub running_version: String,
    /// Null when GitHub does not tell; `unknown` says why.
    pub comparison: Option<ComparisonItem>,
    pub unknown: Option<UnknownChanges>,
}

/// Why it is not known what changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnknownChanges {
    #[schema(example = "unavailable")]
    pub code: &'static str,
    #[schema(example = "GitHub cannot be reached.")]
    pub message: String,
}

/// Commits that come, and commits that are taken away.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonItem {
    pub added: CommitsItem,
    pub removed: CommitsItem,
    /// Where people see it in full; empty when both are the same commit.
    pub url: String,
}

/// Commits, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommitsItem {
    /// GitHub may tell fewer.
    pub total: u64,
    pub commits: Vec<CommitItem>,
}

/// One commit.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommitItem {
    #[schema(example = "6dcb09b5b57875f334f61aebed695e2e4193db5e")]
    pub sha: String,
    #[schema(example = "Answer lists from the cache")]
    pub message: String,
    #[schema(example = "octocat")]
    pub author: Option<String>,
    pub at: Option<Time>,
    pub url: String,
}

impl From<ReleaseChanges> for ChangesItem {
    fn from(changes: ReleaseChanges) -> Self {
        let (comparison, unknown) = match changes.found {
            FoundChanges::Compared { comparison } => (Some(comparison.into()), None),
            FoundChanges::Unknown { failure } => (None, Some(failure.into())),
        };
        ChangesItem {
            stage: changes.stage.into(),
            regions: changes.regions.into_iter().map(String::from).collect(),
            running_release_id: changes.running.0,
            running_version: changes.running_version.into(),
            comparison,
            unknown,
        }
    }
}

impl From<PortalError> for UnknownChanges {
    fn from(failure: PortalError) -> Self {
        UnknownChanges { code: failure.code.as_str(), message: failure.message }
    }
}

impl From<Comparison> for ComparisonItem {
    fn from(found: Comparison) -> Self {
        ComparisonItem { added: found.added.into(), removed: found.removed.into(), url: found.url }
    }
}

impl From<CommitList> for CommitsItem {
    fn from(list: CommitList) -> Self {
        CommitsItem { total: list.total, commits: list.commits.into_iter().map(CommitItem::from).collect() }
    }
}

impl From<CommitLine> for CommitItem {
    fn from(line: CommitLine) -> Self {
        let CommitLine { sha, message, author, at, url } = line;
        CommitItem { sha, message, author, at: at.map(Time::from), url }
    }
}
