//! What leads from one commit to another one.

use super::world::World;
use domain::changes::{CommitLine, CommitList, Comparison};
use services::ports::PipelineError;

impl World {
    pub fn compare(&self, repository: &str, base: &str, head: &str) -> Result<Comparison, PipelineError> {
        let commits = self.commits.get(repository).map_or(&[][..], Vec::as_slice);
        let place = |named: &str| {
            let found = commits.iter().position(|commit| commit.sha.starts_with(named));
            found.ok_or_else(|| PipelineError::NotFound(format!("the commit {named} in {repository}")))
        };
        let (base, head) = (place(base)?, place(head)?);
        let between =
            |from: usize, to: usize| commits.get(from + 1..=to).map_or_else(CommitList::default, list);
        let (old, new) = (&commits[base].sha, &commits[head].sha);
        Ok(Comparison {
            added: between(base, head),
            removed: between(head, base),
            url: format!("https://github.example/{repository}/compare/{old}...{new}"),
        })
    }
}

fn list(commits: &[CommitLine]) -> CommitList {
    CommitList { total: commits.len() as u64, commits: commits.iter().rev().cloned().collect() }
}
