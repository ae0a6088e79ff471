//! What stands between two commits of a repository, and so between two releases.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// What has to be added to one commit, and taken from it, to come to another one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// In the new one and not in the old one.
    pub added: CommitList,
    /// In the old one and not in the new one.
    pub removed: CommitList,
    /// Where people see it in full.
    pub url: String,
}

/// Commits, the newest first. More than the backend tells at once are counted only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitList {
    pub total: u64,
    pub commits: Vec<CommitLine>,
}

/// One commit, as a line of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitLine {
    pub sha: String,
    /// The whole message; its first line is the subject.
    pub message: String,
    /// As the backend names them, or else as the commit does.
    pub author: Option<String>,
    pub at: Option<Timestamp>,
    pub url: String,
}

impl Comparison {
    /// Whether both are the same.
    pub fn is_same(&self) -> bool {
        self.added.total == 0 && self.removed.total == 0
    }
}

impl CommitList {
    /// Those that are counted and not told.
    pub fn untold(&self) -> u64 {
        self.total.saturating_sub(self.commits.len() as u64)
    }
}

impl CommitLine {
    /// The message's first line.
    pub fn subject(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }

    /// The message without its first line; empty where there is no more.
    pub fn rest(&self) -> &str {
        self.message.split_once('\n').map_or("", |(_, rest)| rest.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(message: &str) -> CommitLine {
        CommitLine { sha: "0".into(), message: message.into(), author: None, at: None, url: String::new() }
    }

    #[test]
    fn messages_have_a_subject_and_perhaps_more() {
        for (message, subject, rest) in [
            ("Mend it", "Mend it", ""),
            ("Mend it\n\nIt was broken.\n", "Mend it", "It was broken."),
            ("Mend it\r\nmore", "Mend it", "more"),
            ("", "", ""),
        ] {
            let line = line(message);
            assert_eq!((line.subject(), line.rest()), (subject, rest), "{message:?}");
        }
    }

    #[test]
    fn commits_beyond_those_that_are_told_are_counted() {
        for (total, told, untold) in [(0, 0, 0), (3, 3, 0), (300, 2, 298), (1, 2, 0)] {
            let list = CommitList { total, commits: vec![line("x"); told] };
            assert_eq!(list.untold(), untold, "{total} {told}");
        }
        assert!(Comparison::default().is_same());
    }
}
