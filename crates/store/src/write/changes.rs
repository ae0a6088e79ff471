use super::Writing;
use crate::error::Result;
use crate::rows::json;
use crate::sql::{Arg, Sql};
use domain::health::culprit::ChangeRecord;
use services::ports::StoreError;

impl Writing {
    /// Keeps what was changed; what people said of it stays.
    pub async fn changes(&mut self, changes: impl IntoIterator<Item = ChangeRecord>) -> Result<()> {
        let rows = changes.into_iter().map(|change| row(&change)).collect::<Result<Vec<[Arg; 6]>>>()?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut sql =
            Sql::new("INSERT INTO changes (id, kind, service, started_at, last_at, document) VALUES ");
        sql.tuples(rows).push(
            " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, service = excluded.service, started_at = excluded.started_at,
             last_at = excluded.last_at, document = excluded.document
             WHERE changes.document <> excluded.document",
        );
        self.run(sql).await.map(|_| ())
    }

    pub async fn blame_change(&mut self, id: &str, blamed: bool) -> Result<()> {
        let mut sql = Sql::new("UPDATE changes SET blamed = ");
        sql.bind(i64::from(blamed)).push(" WHERE id = ").bind(id);
        match self.run(sql).await? {
            0 => Err(StoreError::Conflict(format!("the change {id} is forgotten"))),
            _ => Ok(()),
        }
    }
}

fn row(change: &ChangeRecord) -> Result<[Arg; 6]> {
    Ok([
        change.id.as_str().into(),
        change.kind.as_str().into(),
        change.service.as_ref().map(|service| service.as_str()).into(),
        change.at.0.into(),
        change.last_at().0.into(),
        json("a change", change)?.into(),
    ])
}
