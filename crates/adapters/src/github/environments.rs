//! A repository's environments, which inputs of that kind name.

use super::Github;
use super::address::repository;
use http::StatusCode;
use serde::Deserialize;
use services::ports::PipelineError;

const PER_PAGE: usize = 100;
/// More environments than this nobody chooses from.
const PAGES: usize = 5;

#[derive(Debug, Deserialize)]
struct EnvironmentList {
    #[serde(default)]
    environments: Vec<EnvironmentModel>,
}

#[derive(Debug, Deserialize)]
struct EnvironmentModel {
    name: Option<String>,
}

impl Github {
    pub(super) async fn list_environments(&self, name: &str) -> Result<Vec<String>, PipelineError> {
        let what = format!("the repository {name}");
        let path = repository(name)?;
        let mut names = Vec::new();
        for page in 1..=PAGES {
            let path = format!("{path}/environments?per_page={PER_PAGE}&page={page}");
            let list: EnvironmentList = match self.link.get(&what, &path).await {
                Ok(answer) => answer.json(&what)?,
                // Private repositories have none on the free plan, which GitHub tells so.
                Err(failed) if failed.is(StatusCode::NOT_FOUND) => {
                    self.link.get(&what, &repository(name)?).await?;
                    break;
                }
                Err(failed) => return Err(failed.error),
            };
            let last = list.environments.len() < PER_PAGE;
            names.extend(list.environments.into_iter().filter_map(|environment| environment.name));
            if last {
                break;
            }
        }
        Ok(names)
    }
}
