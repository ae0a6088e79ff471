//! The file of a SQLite database: where it is, and whether it still is there.

use crate::error::Result;
use services::ports::StoreError;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The path in a SQLite URL; `None` for a database in memory, or on another engine.
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let rest = rest.trim_start_matches("//");
    let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let memory = path == ":memory:" || parameters.contains("mode=memory");
    (!memory).then(|| PathBuf::from(path))
}

/// The file as it was when it was opened. SQLite goes on writing to a file that was moved or deleted, and all of that
/// would be lost.
#[derive(Debug)]
pub(crate) struct OpenedFile {
    path: PathBuf,
    identity: (u64, u64),
}

impl OpenedFile {
    pub fn at(path: PathBuf) -> Result<Self> {
        let found = fs::metadata(&path).map_err(|error| gone(&path, &error.to_string()))?;
        Ok(OpenedFile { path, identity: identity(&found) })
    }

    /// Whether its path still leads to it. Takes microseconds, so it is asked before each write.
    pub fn check(&self) -> Result<()> {
        match fs::metadata(&self.path) {
            Ok(found) if identity(&found) == self.identity => Ok(()),
            Ok(_) => Err(gone(&self.path, "another file stands there")),
            Err(error) => Err(gone(&self.path, &error.to_string())),
        }
    }
}

fn identity(found: &Metadata) -> (u64, u64) {
    (found.dev(), found.ino())
}

fn gone(path: &Path, why: &str) -> StoreError {
    StoreError::Unavailable(format!(
        "the file {} is no longer the one that was opened ({why}): put it back, or start the portal again",
        path.display()
    ))
}

pub(crate) fn make_folder(file: &Path) -> Result<()> {
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    fs::create_dir_all(folder).map_err(|error| {
        StoreError::Unavailable(format!("the database's folder {} cannot be made: {error}", folder.display()))
    })
}

/// Adds the file's name to what went wrong with it.
pub(crate) fn named(file: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::Unavailable(why) => StoreError::Unavailable(format!("{}: {why}", file.display())),
        StoreError::Broken(why) => StoreError::Broken(format!("{}: {why}", file.display())),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_from_memory() {
        let table = [
            ("sqlite://data/slipway.db", Some("data/slipway.db")),
            ("sqlite:slipway.db", Some("slipway.db")),
            ("sqlite:///var/lib/slipway.db?mode=rwc", Some("/var/lib/slipway.db")),
            ("sqlite::memory:", None),
            ("sqlite://x?mode=memory", None),
            ("postgres://slipway@localhost/slipway", None),
        ];
        for (url, file) in table {
            assert_eq!(sqlite_file(url), file.map(PathBuf::from), "{url}");
        }
    }
}
