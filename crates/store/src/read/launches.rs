use super::Conditions;
use crate::Database;
use crate::error::Result;
use crate::rows::{Record, all, one};
use crate::sql::Sql;
use domain::ids::LaunchId;
use domain::pipeline::Launch;
use services::ports::{ActionPlace, Versioned};

impl Database {
    pub(crate) async fn read_launch(&self, id: &LaunchId) -> Result<Option<Versioned<Launch>>> {
        let mut sql = Sql::new("SELECT id, version, document FROM launches WHERE id = ");
        sql.bind(id.as_str());
        one("launches", sql.fetch_optional(&self.readers).await?, launch)
    }

    pub(crate) async fn read_launch_of_run(
        &self,
        repository: &str,
        run: &str,
    ) -> Result<Option<Versioned<Launch>>> {
        let mut sql = Sql::new("SELECT id, version, document FROM launches WHERE repository = ");
        sql.bind(repository.to_lowercase()).push(" AND run_id = ").bind(run).push(" LIMIT 1");
        one("launches", sql.fetch_optional(&self.readers).await?, launch)
    }

    pub(crate) async fn list_launches(&self, repository: Option<&str>, limit: u32) -> Result<Vec<Launch>> {
        let mut sql = Sql::new("SELECT id, document FROM launches");
        let repository = repository.map(str::to_lowercase);
        Conditions::of(&mut sql).equal("repository = ", repository.as_deref());
        sql.push(" ORDER BY created_at DESC, id DESC LIMIT ").bind(i64::from(limit));
        all("launches", &sql.fetch_all(&self.readers).await?, |row| row.json("document"))
    }

    pub(crate) async fn read_last_action(&self, place: &ActionPlace) -> Result<Option<Launch>> {
        let mut sql = Sql::new("SELECT id, document FROM launches WHERE state = 'started' AND service = ");
        sql.bind(place.service.as_str()).push(" AND action = ").bind(place.action.as_str());
        sql.push(" AND stage = ").bind(place.stage.as_str());
        sql.push(" AND region = ").bind(place.region.as_ref().map_or("", |region| region.as_str()));
        sql.push(" ORDER BY created_at DESC, id DESC LIMIT 1");
        one("launches", sql.fetch_optional(&self.readers).await?, |row| row.json("document"))
    }
}

fn launch(row: &Record<'_>) -> Result<Versioned<Launch>> {
    Ok(Versioned { version: row.int("version")?, value: row.json("document")? })
}
