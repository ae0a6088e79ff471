//! Seeing to incidents: what a placement's state means, who is called next, and what has stayed quiet.

use super::Outcome;
use crate::Portal;
use crate::health::{Rota, news};
use crate::ports::{Assessed, Commit, HealthFilter, IncidentFilter, LeasedJob, Versioned};
use domain::PortalError;
use domain::health::incident::{
    Happening, Incident, IncidentEvent, IncidentRefused, IncidentStatus, Trouble, home_of,
};
use domain::health::{HealthReason, HealthState, Placement, Severity};
use domain::ids::IncidentId;
use domain::notification::{News, NoticeKind};
use domain::permission::Permit;
use domain::view::NextCall;

/// Incidents that a trouble may belong to: those that are not over, or not for long.
const KNOWN: u32 = 500;
const RELAPSE_MILLIS: i64 = 30 * 60_000;
/// Nobody is called for ever.
const MOST_ROUNDS: usize = 20;

impl Portal {
    pub(super) async fn assess(&self, job: &LeasedJob, assessed: &Assessed) -> Result<Outcome, PortalError> {
        match &assessed.unwell {
            Some((severity, reason)) => self.unwell(job, assessed, *severity, reason.clone()).await,
            None => self.well(job, assessed).await,
        }
    }

    /// Opens an incident, or adds to the one that it belongs to.
    async fn unwell(
        &self,
        job: &LeasedJob,
        assessed: &Assessed,
        severity: Severity,
        reason: HealthReason,
    ) -> Result<Outcome, PortalError> {
        let Some(team) = self.owners(&assessed.placement.service).await? else {
            // Nobody could work on it; the board shows it all the same.
            return Ok(Outcome::Done);
        };
        if let Some(until) = self.silenced_until(&assessed.placement, &team).await? {
            return self.put_off(job, assessed, until).await;
        }
        let Some((severity, reason)) = self.as_of_now(assessed, (severity, reason)).await? else {
            return Ok(Outcome::Done);
        };
        let trouble = Trouble {
            placement: assessed.placement.clone(),
            team,
            severity,
            reason,
            witness: assessed.witness,
            at: self.now(),
        };
        let (known, ties) = (self.recent_incidents().await?, self.ties().await?);
        match home_of(known.iter().map(|found| &found.value), &trouble, &ties) {
            Some((id, joined)) => {
                let event = IncidentEvent::Unwell { trouble, joined };
                self.tell_incident(job, &id.clone(), event).await
            }
            None => {
                let region = &trouble.placement.region;
                let title = self.rules.region(region).map_or(region.to_string(), |known| known.title.clone());
                let step = Incident::begin(IncidentId::from_unique(&self.ids.unique()), trouble, &title);
                let mut commit = self.incident_commit(&Permit::portal(), None, step, self.now());
                commit.finishes = Some((job.id.clone(), job.lease.clone()));
                self.store.commit(commit).await?;
                Ok(Outcome::Committed)
            }
        }
    }

    /// Tells every incident that it was felt in.
    async fn well(&self, job: &LeasedJob, assessed: &Assessed) -> Result<Outcome, PortalError> {
        let known = self.recent_incidents().await?;
        let concerned = known.iter().filter(|found| {
            let affected = found.value.affects(&assessed.placement);
            affected.is_some_and(|affected| affected.well_since.is_none())
        });
        let now = self.now();
        let mut all = Commit::new(Permit::portal(), now);
        for before in concerned {
            let (placement, witness) = (assessed.placement.clone(), assessed.witness);
            let event = IncidentEvent::Well { placement, witness };
            if let Ok(step) = before.value.apply(event, now) {
                let commit = self.incident_commit(&Permit::portal(), Some(before), step, now);
                all.writes.extend(commit.writes);
                all.jobs.extend(commit.jobs);
                all.audit.extend(commit.audit);
            }
        }
        if all.writes.is_empty() {
            return Ok(Outcome::Done);
        }
        all.finishes = Some((job.id.clone(), job.lease.clone()));
        self.store.commit(all).await?;
        Ok(Outcome::Committed)
    }

    async fn recent_incidents(&self) -> Result<Vec<Versioned<Incident>>, PortalError> {
        let ended_after = Some(self.now().plus_millis(-RELAPSE_MILLIS));
        let filter = IncidentFilter { ended_after, ..IncidentFilter::default() };
        Ok(self.store.incidents(&filter, None, KNOWN).await?.items)
    }

    /// Tells an incident what happened and ends the job, in one commit.
    async fn tell_incident(
        &self,
        job: &LeasedJob,
        id: &IncidentId,
        event: IncidentEvent,
    ) -> Result<Outcome, PortalError> {
        let finishes = Some((job.id.clone(), job.lease.clone()));
        let told = self.advance_incident(&Permit::portal(), id, &event, finishes).await?;
        Ok(if told.is_some() { Outcome::Committed } else { Outcome::Done })
    }

    /// Calls whoever is next, as long as nobody has acknowledged.
    pub(super) async fn call_next(&self, job: &LeasedJob, id: &IncidentId) -> Result<Outcome, PortalError> {
        let Some(found) = self.store.incident(id).await? else { return Ok(Outcome::Done) };
        let rounds = rounds(&found.value);
        if found.value.status != IncidentStatus::Open || rounds >= MOST_ROUNDS {
            return Ok(Outcome::Done);
        }
        let rota = self.rota(&found.value.team).await?;
        let called = rota.round(rounds);
        let now = self.now();
        let step = match found.value.apply(IncidentEvent::Called { who: called.clone() }, now) {
            Ok(step) => step,
            Err(IncidentRefused::Nothing | IncidentRefused::Reason(_)) => return Ok(Outcome::Done),
        };
        let to = called.into_iter().map(|who| who.id).collect();
        let told = News { to, by: None, ..news(&step.next, NoticeKind::OnCallWanted) };
        let mut commit = self.incident_commit(&Permit::portal(), Some(&found), step, now);
        commit.finishes = Some((job.id.clone(), job.lease.clone()));
        commit.jobs.extend(self.notify_jobs(vec![told], now));
        commit.jobs.push(self.call_job(id, now.plus_millis(rota.escalate_after_millis)));
        self.store.commit(commit).await?;
        Ok(Outcome::Committed)
    }

    /// Who is called next, and when, as [`Self::call_next`] will have it.
    pub(crate) fn next_call(&self, incident: &Incident, rota: &Rota) -> Option<NextCall> {
        let rounds = rounds(incident);
        if incident.status != IncidentStatus::Open || rounds >= MOST_ROUNDS {
            return None;
        }
        let called = incident.timeline.iter().rev().find(|entry| is_call(&entry.what));
        let last = called.filter(|_| rounds > 0)?;
        Some(NextCall { who: rota.round(rounds), at: last.at.plus_millis(rota.escalate_after_millis) })
    }

    pub(super) async fn end_quiet(&self, job: &LeasedJob, id: &IncidentId) -> Result<Outcome, PortalError> {
        let Some(found) = self.store.incident(id).await? else { return Ok(Outcome::Done) };
        let event = match found.value.status.live() {
            true => IncidentEvent::Quiet,
            false => IncidentEvent::StillUnwell { placements: self.unhealthy_now(&found.value).await? },
        };
        self.tell_incident(job, id, event).await
    }

    /// Where it is felt by what is judged now. What nobody knows any more, as of an environment that is gone, does not count.
    pub(crate) async fn unhealthy_now(&self, incident: &Incident) -> Result<Vec<Placement>, PortalError> {
        let filter = HealthFilter {
            stage: Some(incident.stage.to_string()),
            states: vec![HealthState::Unhealthy],
            ..HealthFilter::default()
        };
        let unwell = self.store.health(&filter).await?.into_iter().map(|found| found.value.placement);
        Ok(unwell.filter(|placement| incident.affects(placement).is_some()).collect())
    }
}

/// How often somebody was called since it was last opened.
fn rounds(incident: &Incident) -> usize {
    let since_opened = incident
        .timeline
        .iter()
        .rev()
        .take_while(|entry| !matches!(entry.what, Happening::Opened { .. } | Happening::Reopened { .. }));
    since_opened.filter(|entry| is_call(&entry.what)).count()
}

fn is_call(what: &Happening) -> bool {
    matches!(what, Happening::Called { .. } | Happening::NobodyOnCall)
}
