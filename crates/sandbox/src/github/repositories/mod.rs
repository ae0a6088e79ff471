//! The repositories and their files.

mod built_in;
mod folder;
mod repository;
mod settings;

pub use repository::{Commit, Repository};
pub use settings::Environment;

use super::options::{RepositorySource, StartError};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// By `owner/name` in lower case: GitHub does not mind.
#[derive(Debug, Default)]
pub struct Repositories(BTreeMap<String, Arc<Repository>>);

/// Files of one repository by path.
pub type Files = BTreeMap<String, Vec<u8>>;

impl Repositories {
    pub fn load(source: &RepositorySource) -> Result<Self, StartError> {
        let files = match source {
            RepositorySource::BuiltIn => built_in::files(),
            RepositorySource::Folder(folder) => folder::files(folder)
                .map_err(|error| StartError::Repositories { folder: folder.clone(), error })?,
        };
        let mut repositories = Repositories::default();
        for (name, files) in files {
            let repository = Repository::new(&name, files).map_err(|error| StartError::Settings {
                file: format!("{name}/{}", settings::FILE),
                error,
            })?;
            repositories.0.insert(name.to_lowercase(), Arc::new(repository));
        }
        Ok(repositories)
    }

    /// The SHA of a commit of one of the repositories that come with the program; its place is counted from 1.
    pub fn built_in_commit(repository: &str, place: usize) -> Option<String> {
        let files = built_in::files().remove(repository)?;
        let repository = Repository::new(repository, files).ok()?;
        Some(repository.commits.get(place.checked_sub(1)?)?.sha.clone())
    }

    pub fn get(&self, owner: &str, name: &str) -> Option<Arc<Repository>> {
        self.0.get(&format!("{owner}/{name}").to_lowercase()).cloned()
    }

    /// By `owner/name`.
    pub fn named(&self, full_name: &str) -> Option<Arc<Repository>> {
        self.0.get(&full_name.to_lowercase()).cloned()
    }

    pub fn all(&self) -> impl Iterator<Item = &Arc<Repository>> {
        self.0.values()
    }
}

/// Forty digits that are the same for the same text.
pub fn sha(text: &str) -> String {
    let mut digits = hex::encode(Sha256::digest(text.as_bytes()));
    digits.truncate(40);
    digits
}

/// A number that is the same for the same text, and no larger than GitHub's.
pub fn number(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(4).fold(0, |number, byte| number << 8 | u64::from(*byte))
}
