//! The one replica that probes and judges: it holds the job for that, and with the job its lease.

use super::check::checked;
use super::judging::Judged;
use super::objectives::ObjectiveSignals;
use super::plan::Plan;
use super::schedule::{Errand, Schedule};
use crate::Portal;
use crate::freezes::Book;
use crate::ports::{JobKind, LeasedJob, NewJob};
use crate::work::Outcome;
use domain::health::{CheckResult, Heard, Placement, ProbeId};
use domain::ids::JobId;
use domain::names::LocationName;
use domain::{PortalError, Timestamp};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex, watch};
use tokio::task::JoinSet;

/// A term is no longer, so that whoever lost the lease without noticing does not go on for long.
const TERM_MILLIS: i64 = 30_000;
/// Between two looks at everything that time alone can change.
const SWEEP_MILLIS: i64 = 2_000;
/// Between two commits of what was found, and between two looks at objectives.
const FLUSH_MILLIS: i64 = 10_000;
/// Longest sleep, so that no change of the clock is slept through.
const LONGEST_SLEEP_MILLIS: i64 = 1_000;
/// Checks under way at once; what is due beyond that waits.
const CHECKS_AT_ONCE: usize = 4_000;
/// Locations elsewhere that said nothing for so long before are not waited for.
const OLD_WORDS_MILLIS: i64 = 24 * 3_600_000;
/// After a pause of this length somebody else has probed meanwhile.
const AWAY_MILLIS: i64 = 30_000;

const LAGS_KEPT: usize = 20_000;

type Key = (ProbeId, LocationName);

/// What the probing replica knows. Others have an empty one.
pub(crate) struct Probing {
    work: Mutex<Work>,
    stop: watch::Sender<bool>,
    /// How many milliseconds late the newest checks began.
    lags: std::sync::Mutex<VecDeque<i64>>,
}

/// See [`Probing`].
#[derive(Default)]
pub(crate) struct Work {
    pub plan: Plan,
    /// Since when each probe is planned here.
    pub planned: HashMap<ProbeId, Timestamp>,
    pub of_placement: HashMap<Placement, Vec<Arc<domain::health::Probe>>>,
    pub words: HashMap<ProbeId, Vec<Heard>>,
    /// Locations elsewhere that have said anything.
    pub heard_from: HashSet<LocationName>,
    /// How promises stood when they were last looked at.
    pub objectives: BTreeMap<Placement, ObjectiveSignals>,
    pub judged: HashMap<Placement, Judged>,
    /// Not yet written.
    pub found: Vec<CheckResult>,
    pub book: Book,
    schedule: Schedule,
    checks: JoinSet<CheckResult>,
    running: HashSet<Key>,
    /// Placements with news since they were last judged.
    pub news: HashSet<Placement>,
    words_until: Timestamp,
    swept_at: Timestamp,
    proven_at: Timestamp,
    flushed_at: Timestamp,
    active_at: Timestamp,
}

impl Default for Probing {
    fn default() -> Self {
        Probing { work: Mutex::default(), stop: watch::Sender::new(false), lags: Default::default() }
    }
}

impl Probing {
    /// Ends the term under way soon.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    fn note_lag(&self, lag: i64) {
        let mut lags = self.lags.lock().unwrap_or_else(PoisonError::into_inner);
        if lags.len() == LAGS_KEPT {
            lags.pop_front();
        }
        lags.push_back(lag);
    }
}

impl Portal {
    /// The one job that probes, for all replicas; `None`: this portal sends no probes and judges nothing.
    pub(crate) fn probe_job(&self) -> Option<NewJob> {
        let name = "probe".to_owned();
        self.probes.then(|| NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            kind: JobKind::Probe,
            lane: name.clone(),
            pool: name.clone(),
            unique_key: Some(name),
            run_at: self.now(),
        })
    }

    /// Probes for a term, then gives the job back and takes it again.
    pub(crate) async fn probe_for_a_term(&self, job: &LeasedJob) -> Result<Outcome, PortalError> {
        let mut stop = self.probing.stop.subscribe();
        let mut work = self.probing.work.lock().await;
        let ends = self.now().plus_millis(TERM_MILLIS);
        while !*stop.borrow_and_update() && self.now() < ends {
            let pause = self.probe_step(&mut work).await?;
            let Work { checks, .. } = &mut *work;
            let done = tokio::select! {
                _ = stop.changed() => None,
                Some(done) = checks.join_next() => Some(done),
                () = tokio::time::sleep(pause) => None,
            };
            if let Some(Ok(result)) = done {
                work.found_out(result, self.now());
            }
            if self.now().since(work.proven_at) >= SWEEP_MILLIS {
                work.proven_at = self.now();
                // Somebody else has the job now, and ends it.
                if !self.store.holds(&job.id, &job.lease).await? {
                    return Ok(Outcome::Done);
                }
            }
        }
        self.write_found(&mut work).await?;
        Ok(Outcome::Later(self.now()))
    }

    /// Probes and judges all that is due at this moment of the clock: the same steps as the worker's.
    pub async fn probe_due(&self) -> Result<(), PortalError> {
        let mut work = self.probing.work.lock().await;
        self.probe_step(&mut work).await?;
        while let Some(done) = work.checks.join_next().await {
            if let Ok(result) = done {
                work.found_out(result, self.now());
            }
        }
        self.judge_news(&mut work).await?;
        self.write_found(&mut work).await
    }

    /// Does all that is due at this moment; tells how long nothing else will be.
    async fn probe_step(&self, work: &mut Work) -> Result<Duration, PortalError> {
        let now = self.now();
        if now.since(work.active_at) > AWAY_MILLIS {
            // Somebody else has judged meanwhile.
            *work = Work { swept_at: now, proven_at: now, flushed_at: now, ..Work::default() };
        }
        work.active_at = now;
        if let Some(plan) = self.newer_plan(&mut work.plan).await? {
            self.take_plan(work, plan).await?;
        }
        self.start_due(work, now);
        while let Some(Ok(result)) = work.checks.try_join_next() {
            work.found_out(result, self.now());
        }
        if now.since(work.swept_at) >= SWEEP_MILLIS {
            work.swept_at = now;
            self.hear_others(work).await?;
            work.news.extend(work.of_placement.keys().cloned());
        }
        self.judge_news(work).await?;
        if now.since(work.flushed_at) >= FLUSH_MILLIS {
            work.flushed_at = now;
            self.write_found(work).await?;
            self.hear_objectives(work).await?;
        }
        Ok(work.pause(self.now()))
    }

    /// Takes a new plan over.
    async fn take_plan(&self, work: &mut Work, plan: Plan) -> Result<(), PortalError> {
        self.hear_objectives(work).await?;
        work.book = self.freeze_book().await?;
        if plan.probes != work.plan.probes || work.schedule.is_empty() {
            work.schedule = Schedule::new(&plan.probes, &self.settings.probe_locations, self.now());
        }
        let now = plan.made_at;
        let before = std::mem::take(&mut work.planned);
        work.of_placement.clear();
        for probe in &plan.probes {
            work.planned.insert(probe.id.clone(), before.get(&probe.id).copied().unwrap_or(now));
            work.of_placement.entry(probe.placement.clone()).or_default().push(probe.clone());
        }
        work.words.retain(|probe, _| work.planned.contains_key(probe));
        work.plan = plan;
        self.forget_gone(work).await?;
        self.recall(work).await
    }

    fn start_due(&self, work: &mut Work, now: Timestamp) {
        while work.checks.len() < CHECKS_AT_ONCE {
            let Some((due, Errand { probe, location })) = work.schedule.pop(now) else { break };
            // One that takes longer than its interval is not asked twice at once.
            if !work.running.insert((probe.id.clone(), location.clone())) {
                continue;
            }
            self.probing.note_lag(now.since(due));
            let (prober, clock) = (self.prober.clone(), self.clock.clone());
            work.checks.spawn(async move { checked(&*prober, &*clock, &probe, &location).await });
        }
    }

    /// What locations elsewhere have sent in meanwhile, to whichever replica.
    async fn hear_others(&self, work: &mut Work) -> Result<(), PortalError> {
        let after = work.words_until.max(self.now().plus_millis(-OLD_WORDS_MILLIS));
        for seen in self.store.check_words(after).await? {
            // Replicas' clocks differ a little, and hearing something twice changes nothing.
            work.words_until = work.words_until.max(seen.received_at.plus_millis(-SWEEP_MILLIS));
            work.heard_from.insert(seen.result.location.clone());
            work.hear(seen);
        }
        Ok(())
    }
}

impl Work {
    fn found_out(&mut self, result: CheckResult, now: Timestamp) {
        self.running.remove(&(result.probe.clone(), result.location.clone()));
        self.hear(Heard { result: result.clone(), received_at: now });
        self.found.push(result);
    }

    /// Of each location the newest word counts.
    pub(super) fn hear(&mut self, seen: Heard) {
        let Some(placement) = self.placement_of(&seen.result.probe) else { return };
        let words = self.words.entry(seen.result.probe.clone()).or_default();
        match words.iter_mut().find(|known| known.result.location == seen.result.location) {
            // A word from the future is replaced by any other, or its location could never speak again.
            Some(known) if known.result.at > seen.result.at && known.result.at <= seen.received_at => return,
            Some(known) => *known = seen,
            None => words.push(seen),
        }
        self.news.insert(placement);
    }

    fn placement_of(&self, probe: &ProbeId) -> Option<Placement> {
        self.planned.get(probe)?;
        Placement::parse(probe.as_str().rsplit_once('/')?.0)
    }

    fn pause(&self, now: Timestamp) -> Duration {
        let room = self.checks.len() < CHECKS_AT_ONCE;
        let next = self.schedule.next().filter(|_| room).map_or(LONGEST_SLEEP_MILLIS, |next| next.since(now));
        let sweep = self.swept_at.plus_millis(SWEEP_MILLIS).since(now);
        let pause = next.min(sweep).clamp(1, LONGEST_SLEEP_MILLIS);
        Duration::from_millis(pause.unsigned_abs())
    }
}

impl Portal {
    /// How many milliseconds late the newest checks began, if this is the replica that probes.
    pub fn probe_lags(&self) -> Vec<i64> {
        self.probing.lags.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }

    /// Ends the term of probing under way, so that whoever stops need not wait for it.
    pub fn stop_probing(&self) {
        self.probing.stop();
    }
}
