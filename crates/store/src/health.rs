//! Whether writing works, which answers to reads don't tell: a full disk is still read.

use crate::Database;
use crate::error::{Result, store_error};
use crate::write::Deed;
use services::ports::StoreError;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// A write that worked vouches for so long; whoever asks more often costs nothing.
const PROVEN: Duration = Duration::from_secs(30);
/// After a failed write the next proof may be tried so soon.
const AGAIN: Duration = Duration::from_secs(1);
/// Whoever asks has a short patience; a file that another program locks must not use all of it.
const PATIENCE: Duration = Duration::from_secs(2);

/// What became of the newest write.
#[derive(Debug)]
pub(crate) struct WriteHealth {
    last: Mutex<Last>,
    /// One proof at a time, however many ask.
    proving: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Last {
    at: Instant,
    failed: Option<StoreError>,
}

impl WriteHealth {
    /// After a write that worked.
    pub fn new() -> Self {
        WriteHealth {
            last: Mutex::new(Last { at: Instant::now(), failed: None }),
            proving: Default::default(),
        }
    }

    fn last(&self) -> MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, failed: Option<StoreError>) {
        *self.last() = Last { at: Instant::now(), failed };
    }

    /// Takes note of how a write ended. Conflicts and the like say nothing about the database.
    pub fn noted<T>(&self, written: Result<T>) -> Result<T> {
        match &written {
            Ok(_) => self.set(None),
            Err(error @ StoreError::Unavailable(_)) => self.set(Some(error.clone())),
            Err(_) => {}
        }
        written
    }

    /// What is known without another write; `None` when that is too long ago.
    fn known(&self) -> Option<Result<()>> {
        let last = self.last();
        match &last.failed {
            None => (last.at.elapsed() < PROVEN).then_some(Ok(())),
            Some(error) => (last.at.elapsed() < AGAIN).then(|| Err(error.clone())),
        }
    }
}

impl Database {
    /// Whether the database answers and takes writes.
    pub(crate) async fn answers(&self) -> Result<()> {
        self.writers.check_file()?;
        sqlx::query("SELECT 1").execute(&self.readers).await.map_err(store_error)?;
        if let Some(known) = self.health.known() {
            return known;
        }
        let _proving = self.health.proving.lock().await;
        match self.health.known() {
            Some(known) => known,
            None => self.prove().await,
        }
    }

    async fn prove(&self) -> Result<()> {
        let late = || StoreError::Unavailable("a small write took too long".to_owned());
        let proof: Result<()> = timeout(PATIENCE, self.group.write(Deed::Proof))
            .await
            .unwrap_or_else(|_| Err(late()))
            .map(|_| ());
        self.health.set(proof.as_ref().err().cloned());
        proof
    }
}

#[cfg(test)]
mod tests {
    use crate::{Database, DatabaseOptions};
    use domain::Timestamp;
    use domain::permission::Permit;
    use domain::template::TemplateDigest;
    use services::ports::{Commit, Store, StoreError, TemplateVersion, Write};

    async fn open(folder: &tempfile::TempDir) -> Database {
        let url = format!("sqlite://{}/slipway.db", folder.path().display());
        Database::open(&DatabaseOptions::at(url)).await.expect("a database")
    }

    fn commit(digest: &str, bytes: usize) -> Commit {
        let version = TemplateVersion {
            digest: TemplateDigest(digest.to_owned()),
            name: domain::names::TemplateName::parse("some").expect("a name"),
            source: "x".repeat(bytes).into(),
            first_seen: Timestamp(1),
        };
        let mut commit = Commit::new(Permit::portal(), Timestamp(1));
        commit.writes = vec![Write::TemplateVersion(version)];
        commit
    }

    /// The connection's own limit stands for the disk's.
    async fn limit(store: &Database) {
        sqlx::query("PRAGMA max_page_count = 60").execute(&store.writers.pool).await.expect("a limit");
    }

    #[tokio::test]
    async fn a_full_disk_is_told_in_words_and_passes_without_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(&folder).await;
        for round in ["sha256:1", "sha256:2", "sha256:3"] {
            limit(&store).await;
            let refused = store.commit(commit(round, 4_000_000)).await;
            assert!(
                matches!(&refused, Err(StoreError::Unavailable(why)) if why.contains("full")),
                "{refused:?}"
            );
            assert_eq!(store.template_version(&TemplateDigest(round.to_owned())).await, Ok(None));
        }
        // The limit went with its connection, as space comes back on a disk.
        assert_eq!(store.commit(commit("sha256:4", 100)).await.map(|_| ()), Ok(()));
        assert_eq!(store.commit(commit("sha256:5", 4_000_000)).await.map(|_| ()), Ok(()));
    }

    #[tokio::test]
    async fn a_database_that_takes_no_writes_is_not_ready() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(&folder).await;
        assert_eq!(store.ping().await, Ok(()));
        limit(&store).await;
        store.commit(commit("sha256:1", 4_000_000)).await.expect_err("is full");
        let told = store.ping().await;
        assert!(matches!(&told, Err(StoreError::Unavailable(why)) if why.contains("full")), "{told:?}");
        store.commit(commit("sha256:2", 100)).await.expect("there is space again");
        assert_eq!(store.ping().await, Ok(()));
    }

    /// Nobody has tried to write yet.
    #[tokio::test]
    async fn an_idle_database_proves_that_it_takes_writes() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(&folder).await;
        sqlx::query("PRAGMA query_only = ON").execute(&store.writers.pool).await.expect("reads only");
        store.health.last().at -= super::PROVEN;
        let told = store.ping().await;
        assert!(matches!(&told, Err(StoreError::Unavailable(_))), "{told:?}");
        sqlx::query("PRAGMA query_only = OFF").execute(&store.writers.pool).await.expect("writes again");
        tokio::time::sleep(super::AGAIN).await;
        assert_eq!(store.ping().await, Ok(()));
    }
}
