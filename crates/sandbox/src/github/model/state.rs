use super::{Grant, Run};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Runs that are over beyond this number are forgotten, the oldest first.
const MOST_RUNS: usize = 500;
/// GitHub keeps deliveries for three days; this is about as much.
const MOST_DELIVERIES: usize = 500;

/// All that changes while the stand-in runs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    last_id: u64,
    pub runs: BTreeMap<u64, Run>,
    /// How many runs each workflow has had.
    pub numbers: BTreeMap<u64, u64>,
    pub grants: BTreeMap<String, Grant>,
    /// What renews a token once, and for whom.
    pub renewals: BTreeMap<String, String>,
    /// Not kept: they are large, and a restart is rarer than GitHub's three days.
    #[serde(skip)]
    pub deliveries: Vec<Delivery>,
}

/// One webhook, as it was sent.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub id: u64,
    /// What the header `X-GitHub-Delivery` says; the same when it is sent again.
    pub guid: String,
    pub repository: String,
    pub event: String,
    pub action: String,
    pub payload: String,
    pub delivered_at: Timestamp,
    pub redelivery: bool,
    /// `None` until there is an answer; 0 when there was none.
    pub status_code: Option<u16>,
}

impl State {
    /// An empty one, whose ids are larger than those of an earlier one that was forgotten.
    pub fn new() -> Self {
        let first = u64::try_from(Timestamp::now().as_millisecond()).unwrap_or_default();
        State { last_id: first, ..State::default() }
    }

    pub fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    pub fn next_number(&mut self, workflow: u64) -> u64 {
        let number = self.numbers.entry(workflow).or_default();
        *number += 1;
        *number
    }

    pub fn add_run(&mut self, run: Run) {
        self.runs.insert(run.id, run);
        while self.runs.len() > MOST_RUNS {
            let Some(oldest) = self.runs.values().find(|run| run.is_over()).map(|run| run.id) else {
                return;
            };
            self.runs.remove(&oldest);
        }
    }

    pub fn add_delivery(&mut self, delivery: Delivery) {
        self.deliveries.push(delivery);
        let surplus = self.deliveries.len().saturating_sub(MOST_DELIVERIES);
        self.deliveries.drain(..surplus);
    }

    /// The newest first.
    pub fn runs_of<'a>(&'a self, repository: &'a str) -> impl Iterator<Item = &'a Run> {
        self.runs.values().rev().filter(move |run| run.repository == repository)
    }
}
