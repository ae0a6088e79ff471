use super::Writing;
use crate::error::Result;
use crate::rows::json;
use crate::sql::Sql;
use services::ports::WebhookDelivery;

impl Writing {
    /// One that is known is a conflict.
    pub async fn delivery(&mut self, delivery: &WebhookDelivery) -> Result<()> {
        let mut sql = Sql::new("INSERT INTO webhook_deliveries (id, received_at, document) VALUES ");
        sql.tuple([
            delivery.id.as_str().into(),
            delivery.received_at.0.into(),
            json("a webhook", delivery)?.into(),
        ]);
        sql.push(" ON CONFLICT (id) DO NOTHING");
        self.one_row(sql, || format!("the webhook {} is known", delivery.id)).await
    }
}
