use crate::Database;
use crate::error::Result;
use crate::rows::{all, one};
use crate::sql::{Arg, Sql};
use domain::Timestamp;
use domain::health::culprit::{ChangeKind, ChangeRecord, Track};
use domain::names::ServiceName;
use services::ports::KnownChange;
use std::collections::BTreeSet;

impl Database {
    pub(crate) async fn list_changes(
        &self,
        service: Option<&str>,
        from: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<ChangeRecord>> {
        let mut sql = Sql::new("SELECT id, document FROM changes WHERE last_at >= ");
        sql.bind(from.0).push(" AND started_at < ").bind(until.0);
        if let Some(service) = service {
            sql.push(" AND (service IS NULL OR service = ").bind(service).push(")");
        }
        sql.push(" ORDER BY last_at DESC, id LIMIT ").bind(i64::from(limit));
        all("changes", &sql.fetch_all(&self.readers).await?, |row| row.json("document"))
    }

    pub(crate) async fn read_change(&self, id: &str) -> Result<Option<KnownChange>> {
        let mut sql = Sql::new("SELECT id, blamed, document FROM changes WHERE id = ");
        sql.bind(id);
        one("changes", sql.fetch_optional(&self.readers).await?, |row| {
            Ok(KnownChange { change: row.json("document")?, blamed: row.int("blamed")? == 1 })
        })
    }

    pub(crate) async fn list_blamed(&self, ids: &[&str]) -> Result<BTreeSet<String>> {
        if ids.is_empty() {
            return Ok(BTreeSet::new());
        }
        let mut sql = Sql::new("SELECT id FROM changes WHERE blamed = 1 AND id IN ");
        sql.tuple(ids.iter().map(|id| Arg::from(*id)));
        let found = all("changes", &sql.fetch_all(&self.readers).await?, |row| row.text("id"))?;
        Ok(found.into_iter().collect())
    }

    pub(crate) async fn list_change_tracks(
        &self,
        services: &[ServiceName],
    ) -> Result<Vec<(ServiceName, ChangeKind, Track)>> {
        if services.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new(
            "SELECT service, kind, COUNT(*) AS changes, CAST(SUM(blamed) AS BIGINT) AS blamed
             FROM changes",
        );
        sql.push(" WHERE service IN ").tuple(services.iter().map(|service| Arg::from(service.as_str())));
        sql.push(" GROUP BY service, kind");
        all("changes", &sql.fetch_all(&self.readers).await?, |row| {
            let track = Track { changes: row.count("changes")?, blamed: row.count("blamed")? };
            Ok((row.word("service")?, row.word("kind")?, track))
        })
    }
}
