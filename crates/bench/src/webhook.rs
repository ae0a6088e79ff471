//! From a webhook's arrival to the open page: a run has ended, GitHub says so, the page shows it.

use crate::delivery::{Delivery, Github, REPOSITORY, SECRET};
use crate::report::{Figure, percentile};
use anyhow::{Context as _, Result, ensure};
use futures::StreamExt as _;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{self, UnboundedReceiver};

const ROLLOUTS: usize = 25;
const REGIONS: usize = 4;
/// After what was seen comes nothing more for so long.
const QUIET: Duration = Duration::from_millis(150);

pub async fn measure(program: &Path) -> Result<Vec<Figure>> {
    // GitHub itself tells nothing, and the portal's own looks are ten seconds apart.
    let github = Github { protection: json!({}), webhooks: false, step: Duration::from_millis(20), program };
    let delivery = github.start().await?;
    let mut delays = Vec::new();
    for number in 0..ROLLOUTS {
        one(&delivery, number, &mut delays).await?;
    }
    ensure!(delays.len() >= ROLLOUTS * REGIONS / 2, "only {} webhooks told something new", delays.len());
    let detail = format!("{} webhooks, each with the look at GitHub that follows", delays.len());
    let p99 = percentile(&mut delays, 99.0);
    Ok(vec![Figure::at_most("webhook received → seen in a browser, p99", p99, 250.0, "ms", detail)])
}

/// Tells the portal of each ended run of a rollout, and takes the time until its page shows it.
async fn one(delivery: &Delivery, number: usize, delays: &mut Vec<f64>) -> Result<()> {
    let version = format!("1.{number}.0");
    let artifact = delivery.build(&version, version.clone().into_bytes()).await?;
    let id = delivery.roll_out(&version, &artifact).await?;
    let mut shown = watch(delivery, &id).await?;
    let mut told = BTreeSet::new();
    while told.len() < REGIONS {
        let ended = delivery
            .github
            .until(|runs| runs.iter().any(|run| run.conclusion.is_some() && is_new(run, &version, &told)));
        let runs = tokio::time::timeout(Duration::from_secs(10), ended).await.context("no run has ended")?;
        let run = runs.iter().find(|run| run.conclusion.is_some() && is_new(run, &version, &told));
        let dispatch = run.and_then(|run| run.inputs.get("slipway_dispatch")).context("no such run")?.clone();
        while tokio::time::timeout(QUIET, shown.recv()).await.is_ok() {}
        let began = Instant::now();
        tell(delivery, &dispatch).await?;
        let at = tokio::time::timeout(Duration::from_secs(5), shown.recv()).await;
        let at = at.context("the page was not told within 5 s")?.context("the stream has ended")?;
        delays.push(at.saturating_duration_since(began).as_secs_f64() * 1000.0);
        told.insert(dispatch);
    }
    delivery.until_succeeded(&id, async || Ok(())).await
}

fn is_new(run: &sandbox::github::RunRecord, version: &str, told: &BTreeSet<String>) -> bool {
    let fresh = |dispatch: &String| !told.contains(dispatch);
    run.inputs.get("version").is_some_and(|of| of == version)
        && run.inputs.get("slipway_dispatch").is_some_and(fresh)
}

/// When the rollout's open page is told something.
async fn watch(delivery: &Delivery, id: &str) -> Result<UnboundedReceiver<Instant>> {
    let answer = delivery.running.stream(&format!("/rollouts/{id}")).await?;
    let (seen, shown) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut body = answer.bytes_stream();
        while let Some(Ok(chunk)) = body.next().await {
            if chunk.windows(5).any(|window| window == b"data:") && seen.send(Instant::now()).is_err() {
                return;
            }
        }
    });
    Ok(shown)
}

async fn tell(delivery: &Delivery, dispatch: &str) -> Result<()> {
    let body = json!({
        "action": "completed", "repository": {"full_name": REPOSITORY},
        "workflow_run": {"display_title": format!("Deploy [{dispatch}]")},
    });
    let body = body.to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())?;
    mac.update(body.as_bytes());
    let url = format!("http://127.0.0.1:{}/webhooks/github", delivery.running.port);
    let answer = reqwest::Client::new()
        .post(url)
        .header("Content-Type", "application/json")
        .header("X-GitHub-Event", "workflow_run")
        .header("X-GitHub-Delivery", dispatch)
        .header("X-Hub-Signature-256", format!("sha256={}", hex::encode(mac.finalize().into_bytes())))
        .body(body)
        .send()
        .await?;
    answer.error_for_status()?;
    Ok(())
}
