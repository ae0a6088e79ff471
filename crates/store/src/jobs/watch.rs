use crate::Database;
use crate::error::Result;
use crate::rows::{all, one};
use crate::sql::Sql;
use domain::Timestamp;

impl Database {
    /// Jobs behind another one of their lane don't count: they are woken by its end.
    pub(crate) async fn next_due_at(&self) -> Result<Option<Timestamp>> {
        let sql = Sql::new(
            "SELECT id, due_at FROM jobs
             WHERE NOT EXISTS (SELECT 1 FROM jobs AS older WHERE older.lane = jobs.lane AND older.seq < jobs.seq)
             ORDER BY due_at LIMIT 1",
        );
        one("jobs", sql.fetch_optional(&self.readers).await?, |row| row.time("due_at"))
    }

    pub(crate) async fn count_jobs(&self) -> Result<Vec<(String, i64, i64)>> {
        let sql = Sql::new(
            "SELECT kind, COUNT(*) - COUNT(lease) AS waiting, COUNT(lease) AS running FROM jobs
             GROUP BY kind ORDER BY kind",
        );
        let rows = sql.fetch_all(&self.readers).await?;
        all("jobs", &rows, |row| Ok((row.text("kind")?, row.int("waiting")?, row.int("running")?)))
    }
}
