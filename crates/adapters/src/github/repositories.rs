//! Which repositories there are, and which files one of them has.

use super::Github;
use super::address::{part, repository};
use super::failure::Failure;
use super::link::Answer;
use http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use services::ports::{FileList, PipelineError, RepositoryEntry};

const PER_PAGE: usize = 100;
/// An owner with more than ten thousand repositories is not listed to the end.
const PAGES: usize = 100;

#[derive(Debug, Deserialize)]
struct RepositoryModel {
    full_name: Option<String>,
    archived: Option<bool>,
}

/// What an installation may see.
#[derive(Debug, Deserialize)]
struct Installed {
    #[serde(default)]
    repositories: Vec<RepositoryModel>,
}

#[derive(Debug, Deserialize)]
struct TreeModel {
    #[serde(default)]
    tree: Vec<LeafModel>,
    #[serde(default)]
    truncated: bool,
}

#[derive(Debug, Deserialize)]
struct LeafModel {
    path: Option<String>,
    r#type: Option<String>,
}

impl Github {
    pub(super) async fn list_repositories(
        &self,
        owner: Option<&str>,
    ) -> Result<Vec<RepositoryEntry>, PipelineError> {
        let models = match (self.app_id, owner) {
            (Some(_), _) => self.installed().await?,
            (None, Some(owner)) => self.of_owner(owner).await?,
            (None, None) => {
                let why = "only a GitHub App can list the repositories of all owners; name the owner";
                return Err(PipelineError::Refused(why.to_owned()));
            }
        };
        let entries = models.into_iter().filter_map(RepositoryModel::known);
        let of_owner = |entry: &RepositoryEntry| {
            let of = entry.name.split('/').next().unwrap_or_default();
            owner.is_none_or(|owner| owner.eq_ignore_ascii_case(of))
        };
        Ok(entries.filter(of_owner).collect())
    }

    async fn installed(&self) -> Result<Vec<RepositoryModel>, PipelineError> {
        let what = "the repositories of the App's installation";
        let page = |list: Installed| list.repositories;
        Ok(self.pages(what, "/installation/repositories?", page).await?)
    }

    /// Of an organisation, or of a person, who has none of the organisation's addresses.
    async fn of_owner(&self, owner: &str) -> Result<Vec<RepositoryModel>, PipelineError> {
        let (what, owner) = (format!("the repositories of {owner}"), part(owner));
        let page = |list: Vec<RepositoryModel>| list;
        match self.pages(&what, &format!("/orgs/{owner}/repos?type=all&"), page).await {
            Err(failed) if failed.is(StatusCode::NOT_FOUND) => {
                Ok(self.pages(&what, &format!("/users/{owner}/repos?type=all&"), page).await?)
            }
            answer => Ok(answer?),
        }
    }

    async fn pages<T: DeserializeOwned>(
        &self,
        what: &str,
        path: &str,
        items: impl Fn(T) -> Vec<RepositoryModel>,
    ) -> Result<Vec<RepositoryModel>, Failure> {
        let mut all = Vec::new();
        for page in 1..=PAGES {
            let answer: Answer =
                self.link.get(what, &format!("{path}per_page={PER_PAGE}&page={page}")).await?;
            let found = items(answer.json(what)?);
            let last = found.len() < PER_PAGE;
            all.extend(found);
            if last {
                break;
            }
        }
        Ok(all)
    }

    pub(super) async fn list_files(&self, name: &str, reference: &str) -> Result<FileList, PipelineError> {
        let what = format!("the files of {name} at {reference}");
        let path = format!("{}/git/trees/{}?recursive=1", repository(name)?, part(reference));
        let found: TreeModel = self.link.get(&what, &path).await?.json(&what)?;
        let files = found.tree.into_iter().filter(|leaf| leaf.r#type.as_deref() == Some("blob"));
        Ok(FileList { paths: files.filter_map(|leaf| leaf.path).collect(), complete: !found.truncated })
    }
}

impl RepositoryModel {
    fn known(self) -> Option<RepositoryEntry> {
        Some(RepositoryEntry { name: self.full_name?, archived: self.archived == Some(true) })
    }
}
