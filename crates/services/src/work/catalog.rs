//! Reading the repositories of the catalogue.

use super::Outcome;
use crate::Portal;
use crate::catalog::{Standing, standing};
use crate::ports::{Commit, KnownRepository, LeasedJob, RepositoryEntry, Versioned, Write};
use domain::PortalError;
use domain::catalog::RepositoryRecord;
use domain::permission::Permit;
use std::collections::BTreeSet;

/// When patterns could not be resolved, it is tried again after so long.
const AGAIN_MILLIS: i64 = 60_000;

impl Portal {
    /// Reads one repository and keeps what it says, or why it cannot be read.
    pub(super) async fn read_repository(
        &self,
        job: &LeasedJob,
        repository: &str,
    ) -> Result<Outcome, PortalError> {
        let found = self.store.catalog_repository(repository).await?;
        let expected = found.as_ref().map(|found| found.version);
        let named = self.patterns().iter().any(|pattern| pattern.name().is_some_and(|it| it == repository));
        let before =
            found.map_or_else(|| RepositoryRecord::unread(repository, self.now()), |found| found.value);
        if before.vanished_at.is_some() && !named {
            return Ok(Outcome::Done);
        }
        let next = self.look_into(RepositoryRecord { found: !named, vanished_at: None, ..before }).await;
        for problem in &next.problems {
            let file = problem.file.as_deref().unwrap_or_default();
            tracing::info!(repository, file, why = %problem.message, "a repository of the catalogue cannot be read");
        }
        let mut commit = Commit::new(Permit::portal(), next.read_at);
        commit.finishes = Some((job.id.clone(), job.lease.clone()));
        commit.writes.push(Write::CatalogRepository { expected, next: Box::new(next) });
        self.store.commit(commit).await?;
        if expected.is_none() {
            self.repositories_known.forget();
        }
        Ok(Outcome::Committed)
    }

    /// Finds out which repositories there are, has each of them read, forgets those that are no longer in the catalogue, and
    /// comes again. One that vanished stays as it was.
    pub(super) async fn read_catalog(&self) -> Result<Outcome, PortalError> {
        let (now, patterns) = (self.now(), self.patterns());
        let (found, failed) = self.list_repositories(&patterns).await;
        let mut commit = Commit::new(Permit::portal(), now);
        let mut to_read: BTreeSet<String> =
            patterns.iter().filter_map(|pattern| pattern.name()).map(str::to_owned).collect();
        let fits = |entry: &&RepositoryEntry| {
            !entry.archived && patterns.iter().any(|pattern| pattern.fits(&entry.name))
        };
        let kept = self.store.catalog_repositories().await?;
        let named = to_read.clone();
        let is_named = |name: &str| named.iter().any(|known| known.eq_ignore_ascii_case(name));
        let there = found.values().flatten().filter(fits).filter(|entry| !is_named(&entry.name));
        to_read.extend(there.map(|entry| entry.name.clone()));
        for known in kept.iter().filter(|known| !named.contains(&known.repository)) {
            let name = &known.repository;
            if !patterns.iter().any(|pattern| pattern.fits(name)) || is_named(name) {
                commit.writes.push(Write::DropCatalogRepository { repository: name.clone() });
                continue;
            }
            match standing(name, &patterns, &found) {
                Standing::There => commit.writes.extend(self.back_again(known).await?),
                Standing::Vanished(why) => commit.writes.extend(self.gone_from_github(known, why).await?),
                Standing::Unknown if !known.vanished => drop(to_read.insert(name.clone())),
                Standing::Unknown => {}
            }
        }
        commit.jobs.extend(to_read.iter().map(|repository| self.read_job(repository, now)));
        self.store.commit(commit).await?;
        self.repositories_known.forget();
        let pause = self.settings.catalog_millis;
        let pause = if failed.is_some() { pause.min(AGAIN_MILLIS) } else { pause };
        Ok(Outcome::Later(now.plus_millis(pause)))
    }

    /// It is there again, under the same name.
    async fn back_again(&self, known: &KnownRepository) -> Result<Option<Write>, PortalError> {
        if !known.vanished {
            return Ok(None);
        }
        let found = self.store.catalog_repository(&known.repository).await?;
        Ok(found.map(|found| Write::CatalogRepository {
            expected: Some(found.version),
            next: Box::new(RepositoryRecord { vanished_at: None, ..found.value }),
        }))
    }

    /// What it said last stays; of one that never said anything there is nothing to keep.
    async fn gone_from_github(
        &self,
        known: &KnownRepository,
        why: String,
    ) -> Result<Option<Write>, PortalError> {
        if known.vanished {
            return Ok(None);
        }
        let found = self.store.catalog_repository(&known.repository).await?;
        Ok(found.map(|Versioned { version, value }| match value.says_anything() {
            true => Write::CatalogRepository {
                expected: Some(version),
                next: Box::new(value.vanished(why, self.now())),
            },
            false => Write::DropCatalogRepository { repository: value.repository },
        }))
    }
}
