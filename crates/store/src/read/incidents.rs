use super::Conditions;
use crate::Database;
use crate::error::Result;
use crate::page;
use crate::rows::{Record, all, one};
use crate::sql::Sql;
use domain::health::incident::Incident;
use domain::ids::IncidentId;
use domain::view::Listing;
use services::ports::{IncidentFilter, Versioned};

impl Database {
    pub(crate) async fn read_incident(&self, id: &IncidentId) -> Result<Option<Versioned<Incident>>> {
        let mut sql = Sql::new("SELECT id, version, document FROM incidents WHERE id = ");
        sql.bind(id.as_str());
        one("incidents", sql.fetch_optional(&self.readers).await?, incident)
    }

    pub(crate) async fn list_incidents(
        &self,
        filter: &IncidentFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Versioned<Incident>>> {
        let mut sql = Sql::new("SELECT id, version, document FROM incidents");
        let mut conditions = Conditions::of(&mut sql);
        if filter.live {
            conditions.and().push("resolved_at IS NULL");
        }
        if let Some(ended) = filter.ended_after {
            conditions.and().push("(resolved_at IS NULL OR resolved_at > ").bind(ended.0).push(")");
        }
        conditions.equal("service = ", filter.service.as_deref());
        conditions.equal("team = ", filter.team.as_deref());
        conditions.equal("stage = ", filter.stage.as_deref());
        if let Some((at, id)) = page::place::<(i64, String)>(after)? {
            let sql = conditions.and();
            sql.push("(opened_at < ").bind(at).push(" OR (opened_at = ").bind(at);
            sql.push(" AND id < ").bind(id).push("))");
        }
        sql.push(" ORDER BY opened_at DESC, id DESC LIMIT ").bind(page::fetch(limit));
        let found = all("incidents", &sql.fetch_all(&self.readers).await?, incident)?;
        page::listing(found, limit, |one| (one.value.opened_at.0, one.value.id.clone()))
    }
}

fn incident(row: &Record<'_>) -> Result<Versioned<Incident>> {
    Ok(Versioned { version: row.int("version")?, value: row.json("document")? })
}
