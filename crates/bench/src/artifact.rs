//! A large artifact on its way to three regions: how much memory the portal takes for it.

use crate::delivery::Github;
use crate::report::Figure;
use anyhow::Result;
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};

const SIZE: usize = 1_000_000_000;

pub async fn measure(program: &Path) -> Result<Vec<Figure>> {
    let github = Github { protection: json!({}), webhooks: true, step: Duration::from_millis(20), program };
    let delivery = github.start().await?;
    let artifact = delivery.build("1.0.0", content()).await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let (idle, began) = (delivery.running.memory()?, Instant::now());
    let id = delivery.roll_out("1.0.0", &artifact).await?;
    let mut most = idle;
    delivery
        .until_succeeded(&id, async || {
            most = most.max(delivery.running.memory()?);
            Ok(())
        })
        .await?;
    let detail = format!("{most:.0} MB at most, {idle:.0} MB idle, {:.0} s", began.elapsed().as_secs_f64());
    Ok(vec![Figure::at_most(
        "1 GB artifact to 3 regions: memory above idle",
        most - idle,
        64.0,
        "MB",
        detail,
    )])
}

/// Bytes of which no two parts are the same.
fn content() -> Vec<u8> {
    let mut bytes = Vec::with_capacity(SIZE);
    for number in (0..SIZE as u64 / 8).map(|number| number.wrapping_mul(0x9E37_79B9_7F4A_7C15)) {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes
}
