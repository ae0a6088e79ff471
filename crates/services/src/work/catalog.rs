//! Reading the repositories of the catalogue.

use super::Outcome;
use crate::Portal;
use crate::ports::{Commit, LeasedJob, Write};
use domain::PortalError;
use domain::catalog::RepositoryRecord;
use domain::permission::Permit;

impl Portal {
    /// Reads one repository and keeps what it says, or why it cannot be read.
    pub(super) async fn read_repository(
        &self,
        job: &LeasedJob,
        repository: &str,
    ) -> Result<Outcome, PortalError> {
        let found = self.store.catalog_repository(repository).await?;
        let expected = found.as_ref().map(|found| found.version);
        let before =
            found.map_or_else(|| RepositoryRecord::unread(repository, self.now()), |found| found.value);
        let next = self.look_into(before).await;
        for problem in &next.problems {
            let file = problem.file.as_deref().unwrap_or_default();
            tracing::info!(repository, file, why = %problem.message, "a repository of the catalogue cannot be read");
        }
        let mut commit = Commit::new(Permit::portal(), next.read_at);
        commit.finishes = Some((job.id.clone(), job.lease.clone()));
        commit.writes.push(Write::CatalogRepository { expected, next: Box::new(next) });
        self.store.commit(commit).await?;
        Ok(Outcome::Committed)
    }

    /// Has every repository read, forgets those that are no longer in the catalogue, and comes again.
    pub(super) async fn read_catalog(&self) -> Result<Outcome, PortalError> {
        let now = self.now();
        let watched = self.watched();
        let kept = self.store.catalog_repositories().await?;
        let gone = kept.into_iter().filter(|repository| !watched.contains(repository));
        let mut commit = Commit::new(Permit::portal(), now);
        commit.writes.extend(gone.map(|repository| Write::DropCatalogRepository { repository }));
        commit.jobs.extend(watched.iter().map(|repository| self.read_job(repository, now)));
        self.store.commit(commit).await?;
        Ok(Outcome::Later(now.plus_millis(self.settings.catalog_millis)))
    }
}
