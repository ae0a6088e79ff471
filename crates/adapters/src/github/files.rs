//! Text files of a repository.

use super::Github;
use super::address::{part, parts, repository};
use super::failure::Failure;
use super::link::Answer;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::StatusCode;
use serde::Deserialize;
use services::ports::PipelineError;

/// One entry of a folder.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

#[derive(Debug, Deserialize)]
struct File {
    encoding: Option<String>,
    content: Option<String>,
}

impl Github {
    pub(super) async fn read_file(
        &self,
        repository: &str,
        path: &str,
        reference: &str,
    ) -> Result<Option<String>, PipelineError> {
        let what = format!("{path} in {repository} at {reference}");
        match self.contents(repository, path, reference).await? {
            None => Ok(None),
            Some(answer) => text(&what, answer.json::<File>(&what)?).map(Some),
        }
    }

    /// The entries of a folder; none when it is not there.
    pub(super) async fn read_folder(
        &self,
        repository: &str,
        path: &str,
        reference: &str,
    ) -> Result<Vec<Entry>, PipelineError> {
        let what = format!("{path} in {repository} at {reference}");
        match self.contents(repository, path, reference).await? {
            None => Ok(Vec::new()),
            Some(answer) => answer.json(&what),
        }
    }

    async fn contents(
        &self,
        name: &str,
        path: &str,
        reference: &str,
    ) -> Result<Option<Answer>, PipelineError> {
        let what = format!("{path} in {name} at {reference}");
        let address = format!("{}/contents/{}?ref={}", repository(name)?, parts(path), part(reference));
        match self.link.get(&what, &address).await {
            Ok(answer) => Ok(Some(answer)),
            Err(failed) if failed.is(StatusCode::NOT_FOUND) => self.missing(name, reference, &failed).await,
            Err(failed) => Err(failed.error),
        }
    }

    /// Whether only the file is missing.
    async fn missing<T>(
        &self,
        name: &str,
        reference: &str,
        failed: &Failure,
    ) -> Result<Option<T>, PipelineError> {
        if failed.words.starts_with("No commit found") {
            return Err(PipelineError::NotFound(format!("{reference} in {name}")));
        }
        let what = format!("the repository {name}");
        Ok(self.link.get(&what, &repository(name)?).await.map(|_| None)?)
    }
}

fn text(what: &str, file: File) -> Result<String, PipelineError> {
    let refuse = |reason: &str| PipelineError::Refused(format!("{what} {reason}"));
    // GitHub leaves the content of files above 1 MB out.
    let content = file.content.filter(|_| file.encoding.as_deref() == Some("base64"));
    let content = content.ok_or_else(|| refuse("is no file, or is larger than 1 MB"))?;
    let packed: String = content.split_ascii_whitespace().collect();
    let bytes = BASE64_STANDARD.decode(packed).map_err(|_| refuse("came damaged"))?;
    String::from_utf8(bytes).map_err(|_| refuse("is no text in UTF-8"))
}
