use super::Entity;
use crate::Timestamp;
use crate::declared::Declaration;
use crate::template::Finding;
use serde::{Deserialize, Serialize};

/// What a repository said of itself when it could last be read, and what has become of that since.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RepositoryRecord {
    /// `owner/name`.
    pub repository: String,
    /// A pattern has found it; otherwise the configuration names it.
    #[serde(default)]
    pub found: bool,
    /// Since when it is not there any more: gone, hidden or archived. Then it is not read.
    #[serde(default)]
    pub vanished_at: Option<Timestamp>,
    /// Of its `slipway.yaml`; the last one that was without mistakes.
    pub declaration: Option<Declaration>,
    /// Of its `catalog-info.yaml`; the last ones that could be read.
    pub entities: Vec<Entity>,
    /// What there is to say about the newest `catalog-info.yaml` and the files that it points to.
    pub findings: Vec<FileFinding>,
    /// What keeps the newest state from being known; what was read before still holds.
    pub problems: Vec<FileProblem>,
    /// When it was last tried.
    pub read_at: Timestamp,
    /// When all of it could last be read.
    pub good_at: Option<Timestamp>,
}

/// What there is to say about a place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFinding {
    pub file: String,
    #[serde(flatten)]
    pub finding: Finding,
}

/// A file that cannot be taken, or a repository that cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileProblem {
    /// `None`: the whole repository.
    pub file: Option<String>,
    pub message: String,
}

impl RepositoryRecord {
    /// The same repository when it is not there any more; what it said last stays.
    #[must_use]
    pub fn vanished(&self, message: String, at: Timestamp) -> Self {
        let problems = vec![FileProblem { file: None, message }];
        RepositoryRecord { vanished_at: Some(at), problems, ..self.clone() }
    }

    /// Whether there is anything in it for the catalogue.
    pub fn says_anything(&self) -> bool {
        self.declaration.is_some() || !self.entities.is_empty()
    }

    /// A repository of which nothing is known yet.
    pub fn unread(repository: &str, at: Timestamp) -> Self {
        RepositoryRecord {
            repository: repository.to_owned(),
            found: false,
            vanished_at: None,
            declaration: None,
            entities: Vec::new(),
            findings: Vec::new(),
            problems: Vec::new(),
            read_at: at,
            good_at: None,
        }
    }
}
