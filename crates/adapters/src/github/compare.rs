//! What leads from one commit to another one.

use super::Github;
use super::address::{part, repository};
use super::failure::Failure;
use super::models::time;
use domain::changes::{CommitLine, CommitList, Comparison};
use http::StatusCode;
use serde::Deserialize;
use services::ports::PipelineError;

#[derive(Debug, Deserialize)]
struct ComparisonModel {
    html_url: Option<String>,
    ahead_by: Option<u64>,
    behind_by: Option<u64>,
    /// The oldest first, at most 250.
    #[serde(default)]
    commits: Vec<CommitModel>,
}

#[derive(Debug, Deserialize)]
struct CommitModel {
    sha: String,
    html_url: Option<String>,
    commit: Option<Inner>,
    author: Option<Account>,
}

#[derive(Debug, Deserialize)]
struct Inner {
    message: Option<String>,
    author: Option<Signature>,
}

#[derive(Debug, Deserialize)]
struct Signature {
    name: Option<String>,
    date: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Account {
    login: Option<String>,
}

impl Github {
    pub(super) async fn compare_commits(
        &self,
        repository: &str,
        base: &str,
        head: &str,
    ) -> Result<Comparison, PipelineError> {
        let forth = self.one_way(repository, base, head).await?;
        // GitHub tells only what is new; what is taken away is new the other way round.
        let removed = match forth.behind_by.unwrap_or_default() {
            0 => CommitList::default(),
            total => list(self.one_way(repository, head, base).await?.commits, total),
        };
        let added = list(forth.commits, forth.ahead_by.unwrap_or_default());
        Ok(Comparison { added, removed, url: forth.html_url.unwrap_or_default() })
    }

    async fn one_way(&self, name: &str, base: &str, head: &str) -> Result<ComparisonModel, PipelineError> {
        let what = format!("the commits {base} and {head} in {name}");
        let path = format!("{}/compare/{}...{}", repository(name)?, part(base), part(head));
        match self.link.get(&what, &path).await {
            Ok(answer) => answer.json(&what),
            Err(failed) => Err(self.missing_commit(name, &what, failed).await),
        }
    }

    /// GitHub says the same of a missing commit as of a missing repository.
    async fn missing_commit(&self, name: &str, what: &str, failed: Failure) -> PipelineError {
        if !failed.is(StatusCode::NOT_FOUND) {
            return failed.error;
        }
        let of_repository = format!("the repository {name}");
        let Ok(path) = repository(name) else { return failed.error };
        match self.link.get(&of_repository, &path).await {
            Ok(_) => PipelineError::NotFound(what.to_owned()),
            Err(worse) => worse.error,
        }
    }
}

fn list(commits: Vec<CommitModel>, total: u64) -> CommitList {
    let total = total.max(commits.len() as u64);
    CommitList { total, commits: commits.into_iter().rev().map(line).collect() }
}

fn line(model: CommitModel) -> CommitLine {
    let (message, signature) = model.commit.map_or((None, None), |inner| (inner.message, inner.author));
    let (name, date) = signature.map_or((None, None), |by| (by.name, by.date));
    CommitLine {
        sha: model.sha,
        message: message.unwrap_or_default(),
        // An address that belongs to nobody on GitHub has a name only.
        author: model.author.and_then(|account| account.login).or(name),
        at: time(date.as_deref()),
        url: model.html_url.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_of_which_little_is_known_can_be_read() {
        let text = r#"{"ahead_by":3,"commits":[
            {"sha":"a","commit":{"message":"Old","author":{"name":"Kim","date":"2026-11-26T10:00:00Z"}},"author":null},
            {"sha":"b","commit":null,"author":{"login":"jin"},"html_url":"https://x/b"}]}"#;
        let model: ComparisonModel = serde_json::from_str(text).expect("a comparison");
        let found = list(model.commits, model.ahead_by.unwrap_or_default());
        let told: Vec<_> = found.commits.iter().map(|it| (it.sha.as_str(), it.author.as_deref())).collect();
        assert_eq!(told, [("b", Some("jin")), ("a", Some("Kim"))], "the newest first");
        assert_eq!((found.total, found.untold()), (3, 1));
        assert_eq!(found.commits[1].at, time(Some("2026-11-26T10:00:00Z")));
    }
}
