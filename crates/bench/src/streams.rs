//! From a committed change to a thousand browsers: event streams of one request's page.

use crate::portal::{self, call};
use crate::report::{Figure, percentile};
use crate::seed;
use anyhow::{Context as _, Result, ensure};
use futures::StreamExt as _;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, mpsc};

const STREAMS: usize = 1_000;
const CHANGES: usize = 20;

pub async fn measure(program: &Path) -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    seed::environments(folder.path(), 2).await?;
    // Nobody answers for the cloud: requests stay where they are, and every cancellation is a change.
    let running = portal::start(program, folder.path(), "http://127.0.0.1:9", None).await?;
    let cookie = running.cookie().await?;
    let client = reqwest::Client::builder().pool_max_idle_per_host(0).build()?;
    let (seen, mut arrivals) = mpsc::unbounded_channel();
    for _ in 0..STREAMS {
        let answer = client
            .get(format!("http://127.0.0.1:{}/live/changes", running.port))
            .header("Cookie", &cookie)
            .send()
            .await?;
        ensure!(answer.status().is_success(), "a stream was refused: {}", answer.status());
        let seen = seen.clone();
        tokio::spawn(async move {
            let mut body = answer.bytes_stream();
            while let Some(Ok(chunk)) = body.next().await {
                if chunk.windows(5).any(|window| window == b"data:") && seen.send(Instant::now()).is_err() {
                    return;
                }
            }
        });
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    while arrivals.try_recv().is_ok() {}

    let api = Arc::new(Mutex::new(reqwest::Client::new()));
    let mut delays = Vec::new();
    for number in 0..CHANGES {
        let input = serde_json::to_value(seed::creation(&format!("change-{number}")))?;
        let mut input = input;
        input["template"] = json!("document-store");
        input["targets"] = json!([{"stage": "dev", "region": "us-east-1"}]);
        let api = api.lock().await;
        call(&api, &running.api("/requests"), "sandbox-developer", Some(&input)).await?;
        let committed = Instant::now();
        for _ in 0..STREAMS {
            let at = tokio::time::timeout(Duration::from_secs(5), arrivals.recv()).await;
            let at =
                at.context("a stream did not tell of the change within 5 s")?.context("no streams left")?;
            delays.push(at.saturating_duration_since(committed).as_secs_f64() * 1000.0);
        }
        tokio::time::sleep(Duration::from_millis(400)).await;
        while arrivals.try_recv().is_ok() {}
    }
    let p99 = percentile(&mut delays, 99.0);
    let detail = format!("{STREAMS} streams, {CHANGES} changes, from the answer to the writer");
    Ok(vec![Figure::at_most("committed → seen with 1,000 streams open, p99", p99, 250.0, "ms", detail)])
}
