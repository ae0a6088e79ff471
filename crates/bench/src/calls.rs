//! Calls to GitHub that a rollout of four regions takes, counted by GitHub.

use crate::delivery::{Delivery, Github, REPOSITORY};
use crate::report::Figure;
use anyhow::{Context as _, Result};
use sandbox::github::Status;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::time::{Duration, Instant};

/// Where reviewers see what waits for them, and answer; as GitHub's description names it.
const REVIEWS: &str = "/repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments";

/// Nobody reads what they are asked, and answers, sooner.
const READING: Duration = Duration::from_secs(1);

pub async fn measure(program: &Path) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (what, protection) in [
        ("GitHub calls of a rollout, gate before the dispatch", json!({})),
        ("GitHub calls of a rollout, gate is a protection rule", json!({"protection_rule": true})),
        ("GitHub calls of a rollout, gate is GitHub's reviewers", json!({"reviewers": ["lead"]})),
    ] {
        let github = Github { protection, webhooks: true, step: Duration::from_millis(300), program };
        let delivery = github.start().await?;
        let artifact = delivery.build("1.0.0", b"an artifact".to_vec()).await?;
        // Reading the catalogue is no part of a rollout; this waits for it.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let before = delivery.github.calls();
        let id = delivery.roll_out("1.0.0", &artifact).await?;
        let mut reviewer = Reviewer::default();
        delivery.until_succeeded(&id, async || reviewer.review(&delivery).await).await?;
        let made = more(&before, &reviewer.played, &delivery.github.calls());
        let detail = made.iter().map(|(operation, count)| format!("{count}× {operation}"));
        let detail = detail.collect::<Vec<_>>().join(", ");
        figures.push(Figure::at_most(what, made.values().sum::<u64>() as f64, 20.0, "", detail));
    }
    Ok(figures)
}

/// What the portal has called meanwhile: all that GitHub counted, without what the reviewer did whom this program plays.
fn more(
    before: &BTreeMap<String, u64>,
    played: &BTreeMap<String, u64>,
    after: &BTreeMap<String, u64>,
) -> BTreeMap<String, u64> {
    let count = |of: &BTreeMap<String, u64>, name: &str| of.get(name).copied().unwrap_or(0);
    let grown = after.iter().map(|(name, after)| {
        let others = count(before, name) + count(played, name);
        (name.clone(), after.saturating_sub(others))
    });
    grown.filter(|(_, count)| *count > 0).collect()
}

/// GitHub's reviewer.
#[derive(Default)]
struct Reviewer {
    /// How often they called GitHub, for what.
    played: BTreeMap<String, u64>,
    /// When they saw each of the runs that wait for them.
    seen: HashMap<u64, Instant>,
}

impl Reviewer {
    /// Says yes to whatever waits for that, as fast as a person can.
    async fn review(&mut self, delivery: &Delivery) -> Result<()> {
        let runs = delivery.github.runs();
        for run in runs.iter().filter(|run| run.status == Status::Waiting) {
            let seen = self.seen.entry(run.id).or_insert_with(Instant::now);
            if seen.elapsed() >= READING {
                self.answer(delivery, run.id).await?;
            }
        }
        Ok(())
    }

    async fn answer(&mut self, delivery: &Delivery, run: u64) -> Result<()> {
        let client = reqwest::Client::new();
        let url =
            format!("{}/repos/{REPOSITORY}/actions/runs/{run}/pending_deployments", delivery.github.url());
        self.note("GET");
        let waiting: Value = client.get(&url).bearer_auth("sandbox-lead").send().await?.json().await?;
        let waiting = waiting.as_array().context("no list")?;
        let own = waiting.iter().filter(|one| one["current_user_can_approve"] == true);
        let ids: Vec<&Value> = own.map(|one| &one["environment"]["id"]).collect();
        if !ids.is_empty() {
            let body = json!({"environment_ids": ids, "state": "approved", "comment": "bench"});
            self.note("POST");
            client.post(&url).bearer_auth("sandbox-lead").json(&body).send().await?.error_for_status()?;
        }
        Ok(())
    }

    fn note(&mut self, method: &str) {
        *self.played.entry(format!("{method} {REVIEWS}")).or_default() += 1;
    }
}
