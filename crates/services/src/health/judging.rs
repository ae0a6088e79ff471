//! From words to states: judged at once when there is news, and by time.

use super::objectives::ObjectiveSignals;
use super::probing::Work;
use crate::Portal;
use crate::freezes::Going;
use crate::ports::{Commit, HealthFilter, NewJob, Write};
use domain::health::{
    Burn, Caution, Health, HealthState, Placement, PlacementHealth, Probe, Signals, Verdict, judge, verdict,
    worst,
};
use domain::permission::Permit;
use domain::{PortalError, Timestamp};
use std::collections::HashSet;
use std::sync::Arc;

/// Placements that are written in one commit.
const AT_ONCE: usize = 200;

/// A placement as it was judged last, and as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    /// With what is known of a better state that has yet to last.
    health: Health,
    /// `None`: never written.
    version: Option<i64>,
    kept: Option<PlacementHealth>,
}

/// A judgement that says something new: what is written of it, and who is to look at it.
struct Judgement {
    write: Write,
    jobs: Vec<NewJob>,
}

impl Portal {
    /// Judges all placements with news, and writes what has changed.
    pub(super) async fn judge_news(&self, work: &mut Work) -> Result<(), PortalError> {
        let news: Vec<Placement> = work.news.drain().collect();
        let now = self.now();
        let mut judged: Vec<Judgement> =
            news.into_iter().filter_map(|placement| self.judged_anew(work, placement, now)).collect();
        while !judged.is_empty() {
            let mut commit = Commit::new(Permit::portal(), now);
            for Judgement { write, jobs } in judged.drain(..judged.len().min(AT_ONCE)) {
                commit.writes.push(write);
                commit.jobs.extend(jobs);
            }
            let written: Vec<PlacementHealth> = commit.writes.iter().filter_map(written).collect();
            if let Err(error) = self.store.commit(commit).await {
                // What is kept differs from what is known here; the next plan reads it again.
                written.iter().for_each(|one| drop(work.judged.remove(&one.placement)));
                work.plan.spoil();
                return Err(error.into());
            }
            for one in written {
                let Some(judged) = work.judged.get_mut(&one.placement) else { continue };
                judged.version = Some(judged.version.unwrap_or(0) + 1);
                judged.kept = Some(one);
            }
        }
        Ok(())
    }

    /// What follows from the judgement of a placement, if anything.
    fn judged_anew(&self, work: &mut Work, placement: Placement, now: Timestamp) -> Option<Judgement> {
        let told = match work.of_placement.contains_key(&placement) {
            true => Some(self.told_of(work, &placement, now)?),
            // Only its objectives tell how it is.
            false => None,
        };
        let before = work.judged.get(&placement);
        let running = told.as_ref().and_then(|told| told.version.clone());
        let version = running.or_else(|| before?.kept.as_ref()?.version.clone());
        let signals = work.signals(&placement, told, now);
        let caution = Caution { better_after_millis: self.settings.better_after_millis };
        let burn = Burn::of(&signals.alerts, signals.objectives);
        let health = judge(before.map(|judged| &judged.health), &signals, caution, now);
        let mut judged =
            before.cloned().unwrap_or(Judged { health: health.clone(), version: None, kept: None });
        judged.health = health.clone();
        let expected = judged.version;
        let kept = judged.kept.clone();
        work.judged.insert(placement.clone(), judged);
        let changed = kept.as_ref().is_none_or(|kept| kept.health.state != health.state);
        let jobs = self.judged_jobs(&placement, kept.as_ref().map(|kept| &kept.health), &health, now);
        let same = kept.is_some_and(|kept| {
            !changed && kept.health.reason == health.reason && kept.version == version && kept.burn == burn
        });
        let next = Box::new(PlacementHealth { placement, health, version, burn, at: now });
        (!same).then(|| Judgement { write: Write::Health { expected, next, changed }, jobs })
    }

    /// What all locations say of a placement; `None` while those that were only just planned have had no time to say anything,
    /// or to agree.
    fn told_of(&self, work: &Work, placement: &Placement, now: Timestamp) -> Option<Verdict> {
        let probes = work.of_placement.get(placement)?;
        let verdicts = probes.iter().filter_map(|probe| {
            let words = work.words.get(&probe.id).map(Vec::as_slice).unwrap_or_default();
            let told = verdict(probe, self.asked_from(work, probe), words, now);
            let young = now.since(*work.planned.get(&probe.id)?) < probe.fresh_millis();
            let few = told.verdict.failing > 0 && told.verdict.locations < told.verdict.quorum;
            let told_enough = told.obstacle.is_some() || (told.verdict.locations > 0 && !few);
            (told_enough || !young).then_some(told)
        });
        worst(verdicts)
    }

    /// From how many locations a probe is asked: from here, and from elsewhere as far as anything was heard of them lately. One
    /// that is only configured, or gone for long, is not waited for.
    fn asked_from(&self, work: &Work, probe: &Probe) -> usize {
        let elsewhere = self.settings.remote_locations.iter().filter(|it| work.heard_from.contains(*it));
        probe.asked_from(self.settings.probe_locations.iter().chain(elsewhere))
    }

    /// Hears how promises stand, and has those placements judged.
    pub(super) async fn hear_objectives(&self, work: &mut Work) -> Result<(), PortalError> {
        work.objectives = self.all_objective_signals().await?;
        work.news.extend(work.objectives.keys().cloned());
        Ok(())
    }

    /// Reads what probes said last that are asked seldom: whoever has just begun to ask would take what they found for mended.
    pub(super) async fn recall(&self, work: &mut Work) -> Result<(), PortalError> {
        // The others are asked before anything could have become better.
        let seldom = |probe: &Probe| {
            let round = i64::from(probe.pace.interval_seconds) * 1000 + probe.longest_check_millis();
            round >= self.settings.better_after_millis
        };
        for probe in work.unheard_where_unwell().into_iter().filter(|probe| seldom(probe)) {
            for heard in self.newest_words(&probe).await? {
                work.hear(heard);
            }
        }
        Ok(())
    }

    /// Reads what is kept of placements that are new here, and removes what is kept of those that are gone.
    pub(super) async fn forget_gone(&self, work: &mut Work) -> Result<(), PortalError> {
        let standing: HashSet<&Placement> = work.of_placement.keys().chain(work.objectives.keys()).collect();
        let kept = self.store.health(&HealthFilter::default()).await?;
        let mut gone = Commit::new(Permit::portal(), self.now());
        for row in kept {
            let placement = row.value.placement.clone();
            if !standing.contains(&placement) {
                work.judged.remove(&placement);
                gone.writes.push(Write::DropHealth { placement });
            } else if work.judged.get(&placement).is_none_or(|known| known.version != Some(row.version)) {
                let (health, version) = (row.value.health.clone(), Some(row.version));
                work.judged.insert(placement, Judged { health, version, kept: Some(row.value) });
            }
        }
        if !gone.writes.is_empty() {
            self.store.commit(gone).await?;
        }
        Ok(())
    }
}

impl Work {
    /// Probes of which nothing was heard, where something was wrong.
    fn unheard_where_unwell(&self) -> Vec<Arc<Probe>> {
        let unwell = |probe: &&Arc<Probe>| {
            let judged = self.judged.get(&probe.placement);
            judged.is_some_and(|judged| judged.health.state > HealthState::NoData)
        };
        let unheard = self.plan.probes.iter().filter(|probe| !self.words.contains_key(&probe.id));
        unheard.filter(unwell).cloned().collect()
    }

    fn signals(&self, placement: &Placement, told: Option<Verdict>, now: Timestamp) -> Signals {
        let ObjectiveSignals { alerts, measured, obstacle } =
            self.objectives.get(placement).cloned().unwrap_or_default();
        let (probes, unheard) = told.map(|told| (told.verdict, told.obstacle)).unzip();
        Signals {
            probes,
            alerts,
            objectives: measured,
            obstacle: unheard.flatten().or(obstacle),
            maintenance: self.maintenance(placement, now),
        }
    }

    /// Announced work that covers a placement now.
    fn maintenance(&self, placement: &Placement, now: Timestamp) -> Option<(String, Timestamp)> {
        let team = self.plan.teams.get(&placement.service)?;
        let going =
            Going { team, service: &placement.service, stage: &placement.stage, region: &placement.region };
        let (until, title) = self.book.maintenance(going, now)?;
        Some((title, until))
    }
}

fn written(write: &Write) -> Option<PlacementHealth> {
    match write {
        Write::Health { next, .. } => Some((**next).clone()),
        _ => None,
    }
}
