use crate::dialect::Dialect;
use crate::error::{Result, store_error};
use crate::rows::Record;
use crate::sql::{Arg, CHUNK, Sql};
use domain::live::{Change, Topic};
use services::ports::StoreError;
use sqlx::{Any, AnyConnection, Transaction};

/// The newest place of every stream.
#[derive(Debug)]
pub(crate) struct Heads {
    pub audit_seq: i64,
    pub audit_hash: String,
    pub live_seq: i64,
    pub event_seq: i64,
    pub job_seq: i64,
}

/// A transaction that holds the heads: nobody else writes until it ends, so places follow the order of commits.
/// Dropping it undoes everything.
pub(crate) struct Writing {
    tx: Transaction<'static, Any>,
    dialect: Dialect,
    pub heads: Heads,
    /// Told to watchers when it commits.
    live: Vec<Change>,
}

impl Writing {
    pub async fn start(mut tx: Transaction<'static, Any>, dialect: Dialect) -> Result<Self> {
        let row = sqlx::query(dialect.take_heads()).fetch_one(&mut *tx).await.map_err(store_error)?;
        let row = Record { table: "heads", row: &row };
        let heads = Heads {
            audit_seq: row.int("audit_seq")?,
            audit_hash: row.text("audit_hash")?,
            live_seq: row.int("live_seq")?,
            event_seq: row.int("event_seq")?,
            job_seq: row.int("job_seq")?,
        };
        Ok(Writing { tx, dialect, heads, live: Vec::new() })
    }

    pub fn connection(&mut self) -> &mut AnyConnection {
        &mut self.tx
    }

    pub fn tell(&mut self, change: Change) {
        self.live.push(change);
    }

    pub fn changed(&mut self, topic: Topic, subject: &str, version: i64) {
        self.tell(Change { topic, subject: subject.to_owned(), version });
    }

    /// Runs a statement that must change exactly one row; anything else is a conflict about `what`.
    pub async fn one_row(&mut self, sql: Sql, what: impl FnOnce() -> String) -> Result<()> {
        match sql.execute(self.connection()).await? {
            1 => Ok(()),
            _ => Err(StoreError::Conflict(what())),
        }
    }

    pub async fn run(&mut self, sql: Sql) -> Result<u64> {
        sql.execute(self.connection()).await
    }

    /// Ends the transaction. Answers with the newest live place of all, and with that of this commit's own live
    /// events, 0 when it had none.
    pub async fn commit(mut self) -> Result<(i64, i64)> {
        let told = self.store_live().await?;
        self.store_heads().await?;
        if let Some(notify) = self.dialect.notify() {
            let payload = self.heads.live_seq.to_string();
            sqlx::query(notify).bind(payload).execute(&mut *self.tx).await.map_err(store_error)?;
        }
        self.tx.commit().await.map_err(store_error)?;
        Ok((self.heads.live_seq, if told { self.heads.live_seq } else { 0 }))
    }

    async fn store_live(&mut self) -> Result<bool> {
        let changes = std::mem::take(&mut self.live);
        for chunk in changes.chunks(CHUNK) {
            let first = self.heads.live_seq + 1;
            let rows = (first..).zip(chunk).map(|(seq, change)| {
                let topic = change.topic.as_str();
                [seq.into(), topic.into(), change.subject.as_str().into(), Arg::from(change.version)]
            });
            let mut sql = Sql::new("INSERT INTO live_events (seq, topic, subject, version) VALUES ");
            sql.tuples(rows);
            self.run(sql).await?;
            self.heads.live_seq += chunk.len() as i64;
        }
        Ok(!changes.is_empty())
    }

    async fn store_heads(&mut self) -> Result<()> {
        let mut sql = Sql::new("UPDATE heads SET audit_seq = ");
        sql.bind(self.heads.audit_seq).push(", audit_hash = ").bind(self.heads.audit_hash.as_str());
        sql.push(", live_seq = ").bind(self.heads.live_seq);
        sql.push(", event_seq = ").bind(self.heads.event_seq);
        sql.push(", job_seq = ").bind(self.heads.job_seq);
        self.run(sql).await.map(|_| ())
    }
}
