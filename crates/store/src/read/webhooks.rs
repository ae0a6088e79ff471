use crate::Database;
use crate::error::Result;
use crate::rows::{all, one};
use crate::sql::Sql;
use services::ports::WebhookDelivery;

impl Database {
    pub(crate) async fn read_delivery(&self, id: &str) -> Result<Option<WebhookDelivery>> {
        let mut sql = Sql::new("SELECT id, document FROM webhook_deliveries WHERE id = ");
        sql.bind(id);
        one("webhook_deliveries", sql.fetch_optional(&self.readers).await?, |row| row.json("document"))
    }

    pub(crate) async fn list_deliveries(&self, limit: u32) -> Result<Vec<WebhookDelivery>> {
        let mut sql =
            Sql::new("SELECT id, document FROM webhook_deliveries ORDER BY received_at DESC, id DESC LIMIT ");
        sql.bind(i64::from(limit));
        all("webhook_deliveries", &sql.fetch_all(&self.readers).await?, |row| row.json("document"))
    }
}
