use super::Conditions;
use crate::Database;
use crate::error::Result;
use crate::page;
use crate::rows::{Record, all, one};
use crate::sql::{Arg, Sql};
use domain::approval::Digest;
use domain::ids::{ReleaseId, RolloutId};
use domain::names::{ServiceName, StageName};
use domain::release::{Deployed, Release};
use domain::rollout::Rollout;
use domain::view::Listing;
use services::ports::{RolloutFilter, Versioned};

impl Database {
    pub(crate) async fn read_release(&self, id: &ReleaseId) -> Result<Option<Release>> {
        let mut sql = Sql::new("SELECT id, document FROM releases WHERE id = ");
        sql.bind(id.as_str());
        one("releases", sql.fetch_optional(&self.readers).await?, |row| row.json("document"))
    }

    pub(crate) async fn read_release_named(
        &self,
        service: &ServiceName,
        version: &str,
    ) -> Result<Option<Release>> {
        let mut sql = Sql::new("SELECT id, document FROM releases WHERE service = ");
        sql.bind(service.as_str()).push(" AND release_version = ").bind(version);
        one("releases", sql.fetch_optional(&self.readers).await?, |row| row.json("document"))
    }

    pub(crate) async fn list_releases(
        &self,
        service: Option<&ServiceName>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Release>> {
        let mut sql = Sql::new("SELECT id, document FROM releases");
        let mut conditions = Conditions::of(&mut sql);
        conditions.equal("service = ", service.map(ServiceName::as_str));
        if let Some((created_at, id)) = page::place::<(i64, String)>(after)? {
            conditions.and().push("(created_at, id) < ").tuple([created_at.into(), id.into()]);
        }
        sql.push(" ORDER BY created_at DESC, id DESC LIMIT ").bind(page::fetch(limit));
        let found: Vec<Release> =
            all("releases", &sql.fetch_all(&self.readers).await?, |row| row.json("document"))?;
        page::listing(found, limit, |release| (release.created_at.0, release.id.0.clone()))
    }

    pub(crate) async fn read_rollout(&self, id: &RolloutId) -> Result<Option<Versioned<Rollout>>> {
        let mut sql = Sql::new("SELECT id, version, document FROM rollouts WHERE id = ");
        sql.bind(id.as_str());
        one("rollouts", sql.fetch_optional(&self.readers).await?, rollout)
    }

    pub(crate) async fn list_rollouts(
        &self,
        filter: &RolloutFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Versioned<Rollout>>> {
        // The page is found on indexes alone; only then its documents are read.
        let mut sql =
            Sql::new("SELECT r.id, r.version, r.document FROM (SELECT id, created_at FROM rollouts");
        let mut conditions = Conditions::of(&mut sql);
        if !filter.statuses.is_empty() {
            let statuses = filter.statuses.iter().map(|status| Arg::from(status.as_str()));
            conditions.and().push("status IN ").tuple(statuses);
        }
        conditions.equal("team = ", filter.team.as_deref());
        conditions.equal("service = ", filter.service.as_deref());
        conditions.equal("stage = ", filter.stage.as_deref());
        if filter.review_due {
            conditions.and().push("review_due = 1");
        }
        if let Some((created_at, id)) = page::place::<(i64, String)>(after)? {
            conditions.and().push("(created_at, id) < ").tuple([created_at.into(), id.into()]);
        }
        sql.push(" ORDER BY created_at DESC, id DESC LIMIT ").bind(page::fetch(limit));
        sql.push(") AS found JOIN rollouts AS r ON r.id = found.id ORDER BY r.created_at DESC, r.id DESC");
        let found = all("rollouts", &sql.fetch_all(&self.readers).await?, rollout)?;
        page::listing(found, limit, |row| (row.value.created_at.0, row.value.id.0.clone()))
    }

    /// The one that goes first, then by age.
    pub(crate) async fn list_queued_rollouts(
        &self,
        service: &ServiceName,
        stage: &StageName,
    ) -> Result<Vec<RolloutId>> {
        let mut sql = Sql::new("SELECT id FROM rollouts WHERE queued = 1 AND service = ");
        sql.bind(service.as_str()).push(" AND stage = ").bind(stage.as_str());
        sql.push(" ORDER BY in_turn DESC, created_at, id");
        all("rollouts", &sql.fetch_all(&self.readers).await?, |row| row.word("id"))
    }

    /// Whether a rollout of this artifact has come to a good end in a stage.
    pub(crate) async fn has_succeeded(
        &self,
        service: &ServiceName,
        stage: &StageName,
        digest: &Digest,
    ) -> Result<bool> {
        let mut sql = Sql::new("SELECT id FROM rollouts WHERE status = 'succeeded' AND service = ");
        sql.bind(service.as_str()).push(" AND stage = ").bind(stage.as_str());
        sql.push(" AND digest = ").bind(digest.0.as_str()).push(" LIMIT 1");
        Ok(sql.fetch_optional(&self.readers).await?.is_some())
    }

    pub(crate) async fn list_deployed(&self, service: Option<&ServiceName>) -> Result<Vec<Deployed>> {
        let mut sql = Sql::new(
            "SELECT service, stage, region, release_id, release_version, digest, rollout_id, deployed_at
             FROM deployed",
        );
        Conditions::of(&mut sql).equal("service = ", service.map(ServiceName::as_str));
        sql.push(" ORDER BY service, stage, region");
        all("deployed", &sql.fetch_all(&self.readers).await?, deployed)
    }
}

fn rollout(row: &Record<'_>) -> Result<Versioned<Rollout>> {
    Ok(Versioned { version: row.int("version")?, value: row.json("document")? })
}

fn deployed(row: &Record<'_>) -> Result<Deployed> {
    Ok(Deployed {
        service: row.word("service")?,
        stage: row.word("stage")?,
        region: row.word("region")?,
        release: row.word("release_id")?,
        version: row.word("release_version")?,
        digest: row.word("digest")?,
        rollout: row.word("rollout_id")?,
        at: row.time("deployed_at")?,
    })
}
