//! The worker's loop, and the same step for tests.

use crate::Portal;
use crate::ports::{ClaimLimits, LeasedJob, StoreError};
use crate::work::{Outcome, back_off};
use domain::{PortalError, Timestamp};
use futures::StreamExt as _;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Pollers at once; there is one per region and account.
const POLLERS: usize = 32;
/// Looks at rollouts at once; they only read and write the database, which writes for many of them in one go.
const ROLLOUTS: usize = 64;
/// Runs of the CI backend that are started or asked about at once.
const RUNS: usize = 64;
/// Artifacts that are looked at and copied at once. Mostly they are there already; how many parts are in memory at once
/// is the adapter's to limit.
const COPIES: usize = 32;
/// Repositories of the catalogue that are read at once.
const REPOSITORIES: usize = 4;
/// Regions that are measured at once.
const REGIONS: usize = 16;
/// Steps of incidents at once.
const INCIDENTS: usize = 4;
/// Notices that are told or sent at once.
const NOTICES: usize = 8;
/// Longest sleep, in case a wake-up was lost.
const LONGEST_SLEEP: Duration = Duration::from_millis(2_000);
/// Pause after a claim that found nothing although something is due.
const IN_VAIN_MILLIS: i64 = 40;
/// Pause after the database did not answer.
const STORE_PAUSE: Duration = Duration::from_millis(500);

/// What one job came to, for logs and metrics.
#[derive(Clone, Debug)]
pub struct JobReport {
    pub kind: &'static str,
    /// Milliseconds between the moment at which the job was due and its start.
    pub queued_millis: i64,
    pub took: Duration,
    /// Why it is to be tried again, if it is.
    pub failed: Option<String>,
}

/// Takes jobs and does them until it is told to stop. Any number of workers share the work.
pub struct Worker {
    portal: Portal,
    name: String,
    observe: Arc<dyn Fn(JobReport) + Send + Sync>,
}

impl Worker {
    /// `name` must differ from that of every other worker on the same database.
    pub fn new(portal: Portal, name: String) -> Self {
        Worker { portal, name, observe: Arc::new(|_| {}) }
    }

    /// Has every job's report handed to `observe`.
    pub fn observed(mut self, observe: impl Fn(JobReport) + Send + Sync + 'static) -> Self {
        self.observe = Arc::new(observe);
        self
    }

    /// Works until `stop` is done; what was begun is finished first.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) {
        let worker = Arc::new(self);
        let mut wakes = worker.portal.watch();
        let mut busy = JoinSet::new();
        worker.recover().await;
        let mut stop = std::pin::pin!(stop);
        loop {
            let sleep = worker.clone().start_due(&mut busy).await;
            tokio::select! {
                () = &mut stop => break,
                _ = wakes.next() => {}
                _ = busy.join_next(), if !busy.is_empty() => {}
                () = tokio::time::sleep(sleep) => {}
            }
            // What ended at the same moment makes room for one claim, not for one each.
            while busy.try_join_next().is_some() {}
        }
        worker.portal.stop_probing();
        while busy.join_next().await.is_some() {}
    }

    /// Every region in which something was being done is watched again. Jobs are rows, so nothing else is lost.
    async fn recover(&self) {
        let rules = self.portal.rules();
        let mut jobs = Vec::new();
        for stage in &rules.stages {
            for region in &rules.regions {
                match self.portal.store.running_targets(&stage.name, &region.name).await {
                    Ok(running) if running.is_empty() => {}
                    Ok(_) => jobs.push(self.portal.poll_job(&stage.name, &region.name)),
                    Err(error) => tracing::warn!(%error, "what is under way cannot be read yet"),
                }
            }
        }
        jobs.push(self.portal.catalog_job());
        jobs.push(self.portal.tidy_job());
        jobs.extend(self.portal.calendars_job());
        jobs.extend(self.portal.probe_job());
        jobs.extend(self.portal.collect_jobs());
        if let Err(error) = self.portal.store.enqueue(jobs).await {
            tracing::warn!(%error, "the watch over regions was not resumed; it will be with the next change");
        }
    }

    /// Starts what is due, as far as there is room; tells how long nothing else will be.
    async fn start_due(self: Arc<Self>, busy: &mut JoinSet<()>) -> Duration {
        let room = self.portal.settings().per_worker.saturating_sub(busy.len());
        if room == 0 {
            return LONGEST_SLEEP;
        }
        let claimed = match self.portal.claim(&self.name, room).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::warn!(%error, "no jobs can be taken now");
                return STORE_PAUSE;
            }
        };
        let (full, nothing) = (claimed.len() == room, claimed.is_empty());
        for job in claimed {
            let worker = self.clone();
            busy.spawn(async move { worker.work(job).await });
        }
        if full {
            return LONGEST_SLEEP;
        }
        // What is due but was not to be had belongs to a full pool or a busy lane: asking at once is in vain.
        self.until_next(if nothing { IN_VAIN_MILLIS } else { 1 }).await
    }

    async fn until_next(&self, at_least: i64) -> Duration {
        match self.portal.store.next_due().await {
            Ok(Some(due)) => {
                let millis = due.since(self.portal.now());
                let millis = if millis > 0 { millis } else { at_least };
                Duration::from_millis(millis.unsigned_abs()).min(LONGEST_SLEEP)
            }
            Ok(None) => LONGEST_SLEEP,
            Err(_) => STORE_PAUSE,
        }
    }

    async fn work(&self, job: LeasedJob) {
        let (started, queued_millis) = (tokio::time::Instant::now(), self.portal.now().since(job.run_at));
        let lease = Duration::from_millis(self.portal.settings().lease_millis.unsigned_abs());
        let step = self.portal.step(&job);
        let mut step = std::pin::pin!(step);
        let failed = loop {
            tokio::select! {
                failed = &mut step => break failed,
                () = tokio::time::sleep(lease / 3) => self.portal.keep(&job).await,
            }
        };
        if let Some(why) = &failed {
            tracing::info!(job = job.kind.name(), %why, "a job will be tried again");
        }
        (self.observe)(JobReport { kind: job.kind.name(), queued_millis, took: started.elapsed(), failed });
    }
}

impl Portal {
    /// Does everything that is due, and what follows from it, until nothing is due at this moment of the clock.
    ///
    /// The same steps as the worker's loop, one after the other. Returns how many jobs it did.
    pub async fn settle(&self) -> Result<usize, PortalError> {
        let mut done = 0;
        loop {
            let jobs = self.claim("settle", self.settings.per_worker).await?;
            if jobs.is_empty() {
                return Ok(done);
            }
            for job in jobs {
                self.step(&job).await;
                done += 1;
            }
        }
    }

    async fn claim(&self, worker: &str, batch: usize) -> Result<Vec<LeasedJob>, StoreError> {
        let limits = ClaimLimits { batch, per_pool: self.settings.per_region, pools: self.pools() };
        self.store.claim(worker, self.now(), self.settings.lease_millis, &limits).await
    }

    /// What is not the cloud's business has limits of its own.
    fn pools(&self) -> BTreeMap<String, usize> {
        let pools = [
            ("poll", POLLERS),
            ("rollouts", ROLLOUTS),
            ("runs", RUNS),
            ("copies", COPIES),
            ("catalog", REPOSITORIES),
            ("notices", NOTICES),
            ("samples", REGIONS),
            ("incidents", INCIDENTS),
        ];
        pools.map(|(name, limit)| (name.to_owned(), limit)).into()
    }

    /// Does one job and puts it away; tells why it has to be tried again, if it has to.
    async fn step(&self, job: &LeasedJob) -> Option<String> {
        let outcome = self.perform(job).await.unwrap_or_else(|error| Outcome::Failed {
            retry_at: self.now().plus_millis(back_off(job)),
            why: error.cause.unwrap_or(error.message),
        });
        let put_away = match &outcome {
            Outcome::Committed => Ok(()),
            Outcome::Done => self.store.finish(job).await,
            Outcome::Later(at) => self.store.reschedule(job, *at, None).await,
            Outcome::Failed { retry_at, why } => self.store.reschedule(job, *retry_at, Some(why)).await,
        };
        if let Err(error) = put_away {
            // Its lease ends by itself, and the next one finds the job as it was.
            tracing::warn!(job = job.kind.name(), %error, "a job was not put away");
        }
        match outcome {
            Outcome::Failed { why, .. } => Some(why),
            _ => None,
        }
    }

    /// Keeps a long job ours.
    async fn keep(&self, job: &LeasedJob) {
        let until: Timestamp = self.now().plus_millis(self.settings.lease_millis);
        if let Err(error) = self.store.renew(job, until).await {
            tracing::warn!(job = job.kind.name(), %error, "a lease was not prolonged");
        }
    }
}
