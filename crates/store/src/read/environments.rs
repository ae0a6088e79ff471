use super::Conditions;
use crate::Database;
use crate::error::Result;
use crate::page;
use crate::rows::{Record, all, one};
use crate::sql::Sql;
use domain::environment::{Environment, EnvironmentKey};
use domain::ids::EnvironmentId;
use domain::view::{EnvironmentRow, Listing};
use services::ports::{EnvironmentFilter, Versioned};

impl Database {
    pub(crate) async fn read_environment(
        &self,
        id: &EnvironmentId,
    ) -> Result<Option<Versioned<Environment>>> {
        let mut sql = Sql::new("SELECT id, version, document FROM environments WHERE id = ");
        sql.bind(id.as_str());
        one("environments", sql.fetch_optional(&self.readers).await?, environment)
    }

    pub(crate) async fn read_environment_at(
        &self,
        key: &EnvironmentKey,
    ) -> Result<Option<Versioned<Environment>>> {
        let mut sql = Sql::new("SELECT id, version, document FROM environments WHERE service = ");
        sql.bind(key.service.as_str()).push(" AND name = ").bind(key.name.as_str());
        sql.push(" AND stage = ").bind(key.stage.as_str());
        sql.push(" AND region = ").bind(key.region.as_str());
        one("environments", sql.fetch_optional(&self.readers).await?, environment)
    }

    pub(crate) async fn list_standing_environments(&self) -> Result<Vec<Environment>> {
        let sql = Sql::new(
            "SELECT id, document FROM environments WHERE status IN ('running', 'updating', 'degraded')
             ORDER BY service, name, stage, region",
        );
        all("environments", &sql.fetch_all(&self.readers).await?, |row| row.json("document"))
    }

    pub(crate) async fn list_environments(
        &self,
        filter: &EnvironmentFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<EnvironmentRow>> {
        let mut sql = Sql::new(
            "SELECT id, version, service, name, stage, region, team, template, template_digest, status, drift,
             held_by, stack_name, monthly_usd, updated_at FROM environments",
        );
        let mut conditions = Conditions::of(&mut sql);
        conditions.equal("service = ", filter.service.as_deref());
        conditions.equal("stage = ", filter.stage.as_deref());
        conditions.equal("region = ", filter.region.as_deref());
        conditions.equal("team = ", filter.team.as_deref());
        conditions.equal("template = ", filter.template.as_ref().map(|name| name.as_str()));
        if let Some(place) = page::place::<[String; 4]>(after)? {
            conditions.and().push("(service, name, stage, region) > ").tuple(place.map(Into::into));
        }
        sql.push(" ORDER BY service, name, stage, region LIMIT ").bind(page::fetch(limit));
        let found = all("environments", &sql.fetch_all(&self.readers).await?, row)?;
        let key = |row: &EnvironmentRow| {
            [row.service.as_str(), row.name.as_str(), row.stage.as_str(), row.region.as_str()]
                .map(str::to_owned)
        };
        page::listing(found, limit, key)
    }
}

fn environment(row: &Record<'_>) -> Result<Versioned<Environment>> {
    Ok(Versioned { version: row.int("version")?, value: row.json("document")? })
}

fn row(row: &Record<'_>) -> Result<EnvironmentRow> {
    Ok(EnvironmentRow {
        id: row.word("id")?,
        version: row.int("version")?,
        service: row.word("service")?,
        name: row.word("name")?,
        stage: row.word("stage")?,
        region: row.word("region")?,
        team: row.word("team")?,
        template: row.word("template")?,
        template_digest: row.word("template_digest")?,
        status: row.word("status")?,
        drift: row.word("drift")?,
        held_by: row.maybe_word("held_by")?,
        stack_name: row.text("stack_name")?,
        monthly_usd: row.maybe_real("monthly_usd")?,
        updated_at: row.time("updated_at")?,
    })
}
