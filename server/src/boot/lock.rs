//! One portal for one SQLite file: a second one would write past the first one's caches, and stop its cloud.

use anyhow::{Context, bail};
use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Holds the database until it is dropped, or the process ends in whatever way. `None`: nothing to hold, because
/// PostgreSQL is made for many. The error is one sentence that ends in `remedy`.
pub fn hold(url: &str, remedy: &str) -> anyhow::Result<Option<File>> {
    let Some(database) = store::sqlite_file(url) else { return Ok(None) };
    let Some(file) = open(&database)? else { return Ok(None) };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => {
            bail!("another portal already uses {}: stop it, or {remedy}", database.display())
        }
        // Some network file systems have no locks; that is no reason not to start.
        Err(TryLockError::Error(error)) => {
            tracing::warn!(%error, "whether another portal uses {} cannot be told", database.display());
            Ok(None)
        }
    }
}

/// The file beside the database that stands for it. `None` where nothing can be written, thus nothing be harmed.
fn open(database: &Path) -> anyhow::Result<Option<File>> {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    let path = PathBuf::from(name);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    }
    match File::options().create(true).truncate(false).write(true).open(&path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
            Ok(None)
        }
        Err(error) => Err(error).with_context(|| format!("the lock {} cannot be made", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_held_by_one_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}/made/slipway.db", folder.path().display());
        let held = hold(&url, "wait").expect("is free");
        let refused = hold(&url, "wait").expect_err("is held").to_string();
        assert!(refused.contains("slipway.db: stop it, or wait"), "{refused}");
        drop(held);
        assert!(hold(&url, "wait").expect("is free again").is_some());
        assert!(hold("postgres://slipway@localhost/slipway", "wait").expect("is for many").is_none());
    }
}
