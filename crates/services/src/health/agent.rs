//! A probe location on another machine: asks what the portal wants asked, and holds back what it found while the portal is away.

use super::check::checked;
use super::schedule::{Errand, Schedule};
use crate::ports::{Clock, Prober};
use async_trait::async_trait;
use domain::Timestamp;
use domain::health::{CheckResult, Probe, ProbeId};
use domain::names::LocationName;
use std::collections::{HashSet, VecDeque};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Between two looks at what is to be asked.
const REFRESH_MILLIS: i64 = 30_000;
/// What was found is collected for so long, then sent together.
const SEND_MILLIS: i64 = 1_000;
/// Longest pause before it is tried again to send.
const LONGEST_PAUSE_MILLIS: i64 = 30_000;
/// Results in one call.
const BATCH: usize = 1_000;
/// More is not held back; the oldest go first.
const MOST_HELD: usize = 200_000;
const CHECKS_AT_ONCE: usize = 1_000;

/// The way to the portal.
#[async_trait]
pub trait AgentLink: Send + Sync {
    /// What this location is to ask, or why that is not known.
    async fn probes(&self) -> Result<Vec<Probe>, String>;

    /// Hands over what was found.
    async fn send(&self, results: &[CheckResult]) -> Result<(), String>;
}

/// Keeps what is held back over a restart.
pub trait AgentSpool: Send + Sync {
    fn load(&self) -> Vec<CheckResult>;

    /// Replaces what was kept.
    fn keep(&self, held: &VecDeque<CheckResult>) -> Result<(), String>;
}

/// What a location is made of.
pub struct Agent {
    pub location: LocationName,
    pub prober: Arc<dyn Prober>,
    pub clock: Arc<dyn Clock>,
    pub link: Arc<dyn AgentLink>,
    pub spool: Arc<dyn AgentSpool>,
}

struct Load {
    probes: Vec<Arc<Probe>>,
    schedule: Schedule,
    checks: JoinSet<CheckResult>,
    running: HashSet<ProbeId>,
    held: VecDeque<CheckResult>,
    /// Whether more is held than is on the disk, or less.
    unkept: bool,
    refreshed_at: Timestamp,
    send_at: Timestamp,
    pause_millis: i64,
}

impl Agent {
    /// Probes until `stop` is done; then what could not be sent is kept.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) {
        let now = self.clock.now();
        let mut load = Load {
            probes: Vec::new(),
            schedule: Schedule::default(),
            checks: JoinSet::new(),
            running: HashSet::new(),
            held: self.spool.load().into(),
            unkept: false,
            refreshed_at: Timestamp(i64::MIN),
            send_at: now,
            pause_millis: SEND_MILLIS,
        };
        let mut stop = std::pin::pin!(stop);
        loop {
            let pause = self.step(&mut load).await;
            tokio::select! {
                () = &mut stop => break,
                Some(Ok(result)) = load.checks.join_next() => load.found(result),
                () = tokio::time::sleep(pause) => {}
            }
        }
        self.send(&mut load).await;
        self.keep(&mut load);
    }

    async fn step(&self, load: &mut Load) -> Duration {
        let now = self.clock.now();
        if now.since(load.refreshed_at) >= REFRESH_MILLIS {
            load.refreshed_at = now;
            self.refresh(load).await;
        }
        while load.checks.len() < CHECKS_AT_ONCE {
            let Some((_, Errand { probe, location })) = load.schedule.pop(now) else { break };
            if load.running.insert(probe.id.clone()) {
                let (prober, clock) = (self.prober.clone(), self.clock.clone());
                load.checks.spawn(async move { checked(&*prober, &*clock, &probe, &location).await });
            }
        }
        while let Some(Ok(result)) = load.checks.try_join_next() {
            load.found(result);
        }
        if now >= load.send_at && !load.held.is_empty() {
            self.send(load).await;
        }
        let next = load.schedule.next().map_or(SEND_MILLIS, |next| next.since(now));
        Duration::from_millis(next.clamp(1, SEND_MILLIS).unsigned_abs())
    }

    /// What was to be asked before still is while the portal is away.
    async fn refresh(&self, load: &mut Load) {
        match self.link.probes().await {
            Ok(probes) => {
                let probes: Vec<Arc<Probe>> = probes.into_iter().map(Arc::new).collect();
                if probes != load.probes {
                    tracing::info!(probes = probes.len(), "probes have changed");
                    load.schedule =
                        Schedule::new(&probes, std::slice::from_ref(&self.location), self.clock.now());
                    load.probes = probes;
                }
            }
            Err(why) => tracing::warn!(why, "what is to be probed is not known anew"),
        }
    }

    /// The oldest first, so that the order stays.
    async fn send(&self, load: &mut Load) {
        while !load.held.is_empty() {
            let batch: Vec<CheckResult> = load.held.iter().take(BATCH).cloned().collect();
            if let Err(why) = self.link.send(&batch).await {
                load.pause_millis = (load.pause_millis * 2).min(LONGEST_PAUSE_MILLIS);
                load.send_at = self.clock.now().plus_millis(load.pause_millis);
                tracing::warn!(
                    why,
                    held = load.held.len(),
                    "the portal is away; what was found is held back"
                );
                self.keep(load);
                return;
            }
            load.held.drain(..batch.len());
            load.unkept = true;
        }
        load.pause_millis = SEND_MILLIS;
        load.send_at = self.clock.now().plus_millis(SEND_MILLIS);
    }

    fn keep(&self, load: &mut Load) {
        if !load.unkept {
            return;
        }
        match self.spool.keep(&load.held) {
            Ok(()) => load.unkept = false,
            Err(why) => tracing::warn!(why, "what is held back would be lost with this process"),
        }
    }
}

impl Load {
    fn found(&mut self, result: CheckResult) {
        self.running.remove(&result.probe);
        self.held.push_back(result);
        self.unkept = true;
        if self.held.len() > MOST_HELD {
            self.held.pop_front();
        }
    }
}
