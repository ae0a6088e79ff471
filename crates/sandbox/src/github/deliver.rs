//! Webhooks: made, signed, sent, and sent again on request.

use super::clock;
use super::faults::WebhookFault;
use super::model::{Change, Delivery, Run};
use super::options::Webhook;
use super::views::{self, Links};
use super::world::World;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::sleep;

/// GitHub waits for ten seconds for an answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The one webhook of each repository.
pub const HOOK: u64 = 1;

/// A webhook that waits for its turn.
#[derive(Clone, Debug)]
pub struct Queued {
    pub repository: String,
    pub event: &'static str,
    pub action: String,
    pub payload: String,
}

impl Queued {
    /// What GitHub tells of a change of a run.
    pub fn of(world: &World, run: &Run, change: &Change) -> Self {
        let links = Links::new(&world.base, false);
        let repository = world.repositories.named(&run.repository);
        let payload = repository.map(|repository| views::payload(&links, &repository, run, change));
        let (event, action) = match change {
            Change::Run { action } => ("workflow_run", *action),
            Change::Job { action, .. } => ("workflow_job", *action),
            Change::Rule { .. } => ("deployment_protection_rule", "requested"),
            Change::Review { action, .. } => ("deployment_review", *action),
        };
        Queued {
            repository: run.repository.clone(),
            event,
            action: action.to_owned(),
            payload: payload.unwrap_or_default().to_string(),
        }
    }
}

/// Sends what is queued, one after the other, until the stand-in stops.
pub async fn deliver(world: Arc<World>, mut queue: mpsc::UnboundedReceiver<Queued>) {
    let client = reqwest::Client::builder().timeout(PATIENCE).build().unwrap_or_default();
    loop {
        let queued = tokio::select! {
            Some(queued) = queue.recv() => queued,
            () = world.stopped() => return,
            else => return,
        };
        if let Some(webhook) = &world.options.webhooks {
            deliver_one(&world, &client, webhook, queued).await;
        }
    }
}

async fn deliver_one(world: &Arc<World>, client: &reqwest::Client, webhook: &Webhook, queued: Queued) {
    let id = record(world, queued, None);
    match world.faults.plan().webhooks {
        WebhookFault::Missing => {}
        WebhookFault::None => send(world, client, webhook, id).await,
        WebhookFault::Doubled => {
            send(world, client, webhook, id).await;
            send(world, client, webhook, id).await;
        }
        // Later ones may overtake it, as they do at GitHub.
        WebhookFault::Late { millis } => {
            let (world, client, webhook) = (Arc::clone(world), client.clone(), webhook.clone());
            tokio::spawn(async move {
                tokio::select! {
                    () = sleep(Duration::from_millis(millis)) => send(&world, &client, &webhook, id).await,
                    () = world.stopped() => {}
                }
            });
        }
    }
}

/// Sends a delivery again, with the same id in its header.
pub fn redeliver(world: &Arc<World>, delivery: &Delivery) {
    let queued = Queued {
        repository: delivery.repository.clone(),
        event: "",
        action: delivery.action.clone(),
        payload: delivery.payload.clone(),
    };
    let id = record(world, queued, Some(delivery));
    let world = Arc::clone(world);
    tokio::spawn(async move {
        if let Some(webhook) = world.options.webhooks.clone() {
            send(&world, &reqwest::Client::new(), &webhook, id).await;
        }
    });
}

fn record(world: &World, queued: Queued, again: Option<&Delivery>) -> u64 {
    world.change(|state| {
        let id = state.next_id();
        state.add_delivery(Delivery {
            id,
            guid: again.map_or_else(guid, |first| first.guid.clone()),
            repository: queued.repository,
            event: again.map_or_else(|| queued.event.to_owned(), |first| first.event.clone()),
            action: queued.action,
            payload: queued.payload,
            delivered_at: clock::now(),
            redelivery: again.is_some(),
            status_code: None,
        });
        id
    })
}

async fn send(world: &World, client: &reqwest::Client, webhook: &Webhook, id: u64) {
    let found = world.read(|state| state.deliveries.iter().find(|delivery| delivery.id == id).cloned());
    let Some(delivery) = found else {
        return;
    };
    let request = client
        .post(&webhook.url)
        .header("content-type", "application/json")
        .header("user-agent", "GitHub-Hookshot/sandbox")
        .header("x-github-event", &delivery.event)
        .header("x-github-delivery", &delivery.guid)
        .header("x-github-hook-id", HOOK)
        .header("x-hub-signature-256", signature(&webhook.secret, delivery.payload.as_bytes()))
        .body(delivery.payload);
    let status = request.send().await.map_or(0, |answer| answer.status().as_u16());
    world.change(|state| {
        let sent = state.deliveries.iter_mut().find(|delivery| delivery.id == id);
        if let Some(delivery) = sent {
            delivery.status_code = Some(status);
        }
    });
}

/// As it stands in `X-Hub-Signature-256`.
fn signature(secret: &str, body: &[u8]) -> String {
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

fn guid() -> String {
    let digits = hex::encode(rand::random::<[u8; 16]>());
    format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_githubs_documentation() {
        let signed = signature("It's a Secret to Everybody", b"Hello, World!");
        assert_eq!(signed, "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }
}
