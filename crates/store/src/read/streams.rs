use super::Conditions;
use crate::Database;
use crate::error::{Result, store_error};
use crate::page;
use crate::rows::{Record, all, one};
use crate::sql::{Sql, containing, starting};
use domain::audit::{AuditEvent, AuditNote};
use domain::live::{Change, LiveEvent};
use domain::view::Listing;
use services::ports::{AuditFilter, AuditHead, StoreError};
use sqlx::AnyPool;

const AUDIT: &str =
    "SELECT seq, at, actor, actor_name, action, subject, team, why, before_value, after_value,
    previous_hash, hash FROM audit_events";

/// Place of the newest live event.
pub(crate) async fn live_head(readers: &AnyPool) -> Result<i64> {
    sqlx::query_scalar("SELECT live_seq FROM heads").fetch_one(readers).await.map_err(store_error)
}

impl Database {
    pub(crate) async fn list_live_after(&self, seq: i64, limit: u32) -> Result<Vec<LiveEvent>> {
        let mut sql = Sql::new("SELECT seq, topic, subject, version FROM live_events WHERE seq > ");
        sql.bind(seq).push(" ORDER BY seq LIMIT ").bind(i64::from(limit));
        all("live_events", &sql.fetch_all(&self.readers).await?, |row| {
            let (topic, subject, version) = (row.word("topic")?, row.text("subject")?, row.int("version")?);
            Ok(LiveEvent { seq: row.int("seq")?, change: Change { topic, subject, version } })
        })
    }

    pub(crate) async fn read_audit_head(&self) -> Result<AuditHead> {
        let row = Sql::new("SELECT audit_seq, audit_hash FROM heads").fetch_optional(&self.readers).await?;
        let head = one("heads", row, |row| {
            Ok(AuditHead { seq: row.int("audit_seq")?, hash: row.text("audit_hash")? })
        })?;
        head.ok_or_else(|| StoreError::Broken("the heads of the streams are missing".to_owned()))
    }

    pub(crate) async fn list_audit_after(&self, seq: i64, limit: u32) -> Result<Vec<AuditEvent>> {
        let mut sql = Sql::new(AUDIT);
        sql.push(" WHERE seq > ").bind(seq).push(" ORDER BY seq LIMIT ").bind(i64::from(limit));
        all("audit_events", &sql.fetch_all(&self.readers).await?, audit_event)
    }

    pub(crate) async fn list_audit(
        &self,
        filter: &AuditFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<AuditEvent>> {
        let mut sql = Sql::new(AUDIT);
        let mut conditions = Conditions::of(&mut sql);
        if let Some(actor) = &filter.actor {
            let pattern = containing(&actor.to_lowercase());
            let sql = conditions.and().push("(LOWER(actor_login) LIKE ").bind(pattern.as_str());
            sql.push(" ESCAPE '!' OR LOWER(actor_name) LIKE ").bind(pattern).push(" ESCAPE '!'");
            sql.push(" OR actor = ").bind(actor.as_str()).push(")");
        }
        if let Some(action) = &filter.action {
            conditions.and().push("action LIKE ").bind(starting(action)).push(" ESCAPE '!'");
        }
        conditions.equal("subject = ", filter.subject.as_deref());
        conditions.equal("team = ", filter.team.as_deref());
        if let Some(from) = filter.from {
            conditions.and().push("at >= ").bind(from.0);
        }
        if let Some(until) = filter.until {
            conditions.and().push("at < ").bind(until.0);
        }
        if let Some(seq) = page::place::<i64>(after)? {
            conditions.and().push("seq < ").bind(seq);
        }
        sql.push(" ORDER BY seq DESC LIMIT ").bind(page::fetch(limit));
        let found = all("audit_events", &sql.fetch_all(&self.readers).await?, audit_event)?;
        page::listing(found, limit, |event| event.seq)
    }
}

fn audit_event(row: &Record<'_>) -> Result<AuditEvent> {
    Ok(AuditEvent {
        seq: row.int("seq")?,
        at: row.time("at")?,
        actor: row.word("actor")?,
        actor_name: row.text("actor_name")?,
        note: AuditNote {
            action: row.text("action")?,
            subject: row.text("subject")?,
            team: row.maybe_word("team")?,
            why: row.maybe_text("why")?,
            before: row.json("before_value")?,
            after: row.json("after_value")?,
        },
        previous_hash: row.text("previous_hash")?,
        hash: row.text("hash")?,
    })
}
