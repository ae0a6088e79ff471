use super::Time;
use serde::Serialize;
use services::ports::{DeliveryOutcome, WebhookDelivery};
use utoipa::ToSchema;

/// A webhook that came from GitHub.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookItem {
    /// GitHub's own id of it, in `X-GitHub-Delivery`.
    #[schema(example = "72d3162e-cc78-11e3-81ab-4c9367dc0958")]
    pub id: String,
    #[schema(example = "workflow_run")]
    pub event: String,
    #[schema(example = "completed")]
    pub action: Option<String>,
    #[schema(example = "acme/live-api")]
    pub repository: Option<String>,
    pub received_at: Time,
    /// `hastened`: something that waited for it was looked at at once. `ignored`: nothing waited for it. `outdated`: it told
    /// of something too old.
    #[schema(example = "hastened")]
    pub outcome: &'static str,
}

impl From<WebhookDelivery> for WebhookItem {
    fn from(delivery: WebhookDelivery) -> Self {
        WebhookItem {
            id: delivery.id,
            event: delivery.event,
            action: delivery.action,
            repository: delivery.repository,
            received_at: delivery.received_at.into(),
            outcome: match delivery.outcome {
                DeliveryOutcome::Hastened => "hastened",
                DeliveryOutcome::Ignored => "ignored",
                DeliveryOutcome::Outdated => "outdated",
            },
        }
    }
}
