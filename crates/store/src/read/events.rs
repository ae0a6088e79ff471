use crate::Database;
use crate::error::Result;
use crate::rows::{Record, all};
use crate::sql::Sql;
use domain::ids::RequestId;
use domain::request::TargetKey;
use domain::stack::RecordedEvent;

impl Database {
    pub(crate) async fn list_events_of(
        &self,
        request: &RequestId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<RecordedEvent>> {
        let mut sql = Sql::new("SELECT seq, stage, region, document FROM stack_events WHERE request_id = ");
        sql.bind(request.as_str()).push(" AND seq > ").bind(after);
        sql.push(" ORDER BY seq LIMIT ").bind(i64::from(limit));
        all("stack_events", &sql.fetch_all(&self.readers).await?, recorded)
    }

    pub(crate) async fn list_events_of_stack(
        &self,
        stack_id: &str,
        limit: u32,
    ) -> Result<Vec<RecordedEvent>> {
        let mut sql = Sql::new("SELECT seq, stage, region, document FROM stack_events WHERE stack_id = ");
        sql.bind(stack_id).push(" ORDER BY seq DESC LIMIT ").bind(i64::from(limit));
        all("stack_events", &sql.fetch_all(&self.readers).await?, recorded)
    }
}

fn recorded(row: &Record<'_>) -> Result<RecordedEvent> {
    Ok(RecordedEvent {
        seq: row.int("seq")?,
        target: TargetKey { stage: row.word("stage")?, region: row.word("region")? },
        event: row.json("document")?,
    })
}
