use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Beside a repository's files, and none of them.
pub const FILE: &str = "sandbox.json";

/// What is not in the files of a real repository.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub description: String,
    pub default_branch: String,
    /// The oldest first.
    pub commits: Vec<CommitSettings>,
    /// Each names a commit's place, counted from 1.
    pub branches: BTreeMap<String, usize>,
    pub tags: BTreeMap<String, usize>,
    pub environments: BTreeMap<String, Environment>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitSettings {
    pub message: String,
    /// A login.
    pub author: String,
    pub at: Timestamp,
}

/// An environment of a repository, and what protects it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Environment {
    /// Logins, of which one has to approve.
    pub reviewers: Vec<String>,
    /// Teams of the sandbox, of whose members one may do so instead.
    pub reviewer_teams: Vec<String>,
    /// Whoever has started a run does not approve its deployments.
    pub prevent_self_review: bool,
    /// A GitHub App has to let jobs pass.
    pub protection_rule: bool,
}

impl Default for Settings {
    fn default() -> Self {
        let first = CommitSettings {
            message: "Initial commit".to_owned(),
            author: "lead".to_owned(),
            at: Timestamp::UNIX_EPOCH,
        };
        Settings {
            description: String::new(),
            default_branch: "main".to_owned(),
            commits: vec![first],
            branches: BTreeMap::new(),
            tags: BTreeMap::new(),
            environments: BTreeMap::new(),
        }
    }
}

impl Environment {
    /// Whether somebody has to approve.
    pub fn wants_review(&self) -> bool {
        !self.reviewers.is_empty() || !self.reviewer_teams.is_empty()
    }
}
