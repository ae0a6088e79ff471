//! The folder in which a job runs: the repository's files as they are at the run's commit.

use crate::github::model::Run;
use crate::github::repositories::Repository;
use serde_json::Value;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Gone with everything in it when it is dropped.
pub struct Folder(TempDir);

impl Folder {
    pub fn make(repository: &Repository, run: &Run, job_file: &Value) -> io::Result<Self> {
        let folder = Folder(tempfile::Builder::new().prefix("slipway-job-").tempdir()?);
        for (path, bytes) in &repository.files {
            write(&folder.files().join(path), bytes)?;
        }
        write(&folder.job_file(), job_file.to_string().as_bytes())?;
        fs::create_dir_all(folder.home())?;
        folder.mark_commit(run)?;
        Ok(folder)
    }

    pub fn files(&self) -> PathBuf {
        self.0.path().join("files")
    }

    pub fn job_file(&self) -> PathBuf {
        self.0.path().join("job.yml")
    }

    /// Whatever a job keeps in its home goes with the job.
    pub fn home(&self) -> PathBuf {
        self.0.path().join("home")
    }

    pub fn cache(&self) -> PathBuf {
        self.0.path().join("cache")
    }

    /// As much of a git repository as act looks at: which commit it is.
    fn mark_commit(&self, run: &Run) -> io::Result<()> {
        let git = self.files().join(".git");
        fs::create_dir_all(git.join("objects"))?;
        write(&git.join("HEAD"), format!("ref: refs/heads/{}\n", run.branch).as_bytes())?;
        write(&git.join("refs/heads").join(&run.branch), format!("{}\n", run.sha).as_bytes())?;
        let remote = format!("[remote \"origin\"]\n\turl = https://github.com/{}.git\n", run.repository);
        write(&git.join("config"), format!("[core]\n\trepositoryformatversion = 0\n{remote}").as_bytes())
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}
