use super::Writing;
use crate::error::Result;
use crate::sql::Sql;
use domain::Timestamp;
use domain::people::Actor;
use services::ports::Retention;

impl Writing {
    /// Removes what is old enough.
    pub async fn tidy(&mut self, retention: &Retention) -> Result<()> {
        self.forget_live(retention).await?;
        self.forget("DELETE FROM idempotency_keys WHERE used_at < ", retention.idempotency_keys).await?;
        self.forget("DELETE FROM sessions WHERE expires_at < ", retention.sessions).await?;
        self.forget("DELETE FROM tokens WHERE expires_at < ", retention.tokens).await?;
        self.forget("DELETE FROM tokens WHERE revoked_at < ", retention.tokens).await?;
        self.forget("DELETE FROM drafts WHERE saved_at < ", retention.drafts).await?;
        self.forget("DELETE FROM webhook_deliveries WHERE received_at < ", retention.deliveries).await?;
        self.forget("DELETE FROM notifications WHERE at < ", retention.notifications).await?;
        self.forget("DELETE FROM notice_deliveries WHERE created_at < ", retention.notifications).await?;
        self.forget("DELETE FROM changes WHERE last_at < ", retention.changes).await?;
        self.forget("DELETE FROM health_changes WHERE at < ", retention.health_changes).await?;
        let chunks = "DELETE FROM check_chunks WHERE tier = 'minute' AND starts_at < ";
        self.forget(chunks, retention.minute_checks).await?;
        let chunks = "DELETE FROM check_chunks WHERE tier = 'hour' AND starts_at < ";
        self.forget(chunks, retention.hour_checks).await?;
        self.forget("DELETE FROM check_words WHERE received_at < ", retention.minute_checks).await?;
        self.forget_surplus_deliveries(retention.most_deliveries).await?;
        let mut kept = Sql::new("DELETE FROM drafts WHERE actor = ");
        kept.bind(Actor::portal().id.as_str()).push(" AND saved_at < ").bind(retention.kept_forms.0);
        self.run(kept).await.map(|_| ())
    }

    async fn forget(&mut self, older_than: &'static str, time: Timestamp) -> Result<()> {
        let mut sql = Sql::new(older_than);
        sql.bind(time.0);
        self.run(sql).await.map(|_| ())
    }

    async fn forget_surplus_deliveries(&mut self, most: i64) -> Result<()> {
        let mut sql = Sql::new(
            "DELETE FROM webhook_deliveries WHERE received_at <= (SELECT received_at FROM webhook_deliveries
             ORDER BY received_at DESC, id DESC LIMIT 1 OFFSET ",
        );
        sql.bind(most).push(")");
        self.run(sql).await.map(|_| ())
    }

    async fn forget_live(&mut self, retention: &Retention) -> Result<()> {
        let mut sql = Sql::new("DELETE FROM live_events WHERE seq <= ");
        sql.bind(self.heads.live_seq - retention.live_events);
        sql.push(" AND seq < (SELECT MIN(seq) FROM live_events) + ").bind(retention.live_events_at_once);
        self.run(sql).await.map(|_| ())
    }
}
