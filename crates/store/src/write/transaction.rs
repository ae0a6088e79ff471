use super::audit::AuditRow;
use crate::dialect::Dialect;
use crate::error::{Result, store_error};
use crate::rows::Record;
use crate::sql::{Arg, CHUNK, Sql};
use domain::live::{Change, Topic};
use services::ports::{NewJob, StoreError};
use sqlx::{Any, AnyConnection, Transaction};

/// The newest place of every stream.
#[derive(Clone, Debug)]
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
    pub(super) audit: Vec<AuditRow>,
    pub(crate) jobs: Vec<NewJob>,
}

/// A place in a transaction to which it can be undone.
pub(crate) struct Mark {
    heads: Heads,
    live: usize,
    audit: usize,
    jobs: usize,
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
        Ok(Writing { tx, dialect, heads, live: Vec::new(), audit: Vec::new(), jobs: Vec::new() })
    }

    pub async fn mark(&mut self) -> Result<Mark> {
        self.control("SAVEPOINT one").await?;
        let heads = self.heads.clone();
        Ok(Mark { heads, live: self.live.len(), audit: self.audit.len(), jobs: self.jobs.len() })
    }

    /// Keeps what was written since the mark, should the transaction commit.
    pub async fn keep(&mut self) -> Result<()> {
        self.control("RELEASE SAVEPOINT one").await
    }

    /// Undoes what was written since the mark.
    pub async fn undo(&mut self, mark: Mark) -> Result<()> {
        self.control("ROLLBACK TO SAVEPOINT one").await?;
        self.control("RELEASE SAVEPOINT one").await?;
        self.heads = mark.heads;
        self.live.truncate(mark.live);
        self.audit.truncate(mark.audit);
        self.jobs.truncate(mark.jobs);
        Ok(())
    }

    async fn control(&mut self, statement: &'static str) -> Result<()> {
        sqlx::query(statement).execute(&mut *self.tx).await.map(|_| ()).map_err(store_error)
    }

    /// The newest live place, should the transaction commit now.
    pub fn live_places(&self) -> i64 {
        self.heads.live_seq + self.live.len() as i64
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

    /// Ends the transaction. Answers with the newest live place of all.
    pub async fn commit(mut self) -> Result<i64> {
        self.store_jobs().await?;
        self.store_audit().await?;
        self.store_live().await?;
        self.store_heads().await?;
        if let Some(notify) = self.dialect.notify() {
            let payload = self.heads.live_seq.to_string();
            sqlx::query(notify).bind(payload).execute(&mut *self.tx).await.map_err(store_error)?;
        }
        self.tx.commit().await.map_err(store_error)?;
        Ok(self.heads.live_seq)
    }

    async fn store_live(&mut self) -> Result<()> {
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
        Ok(())
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
