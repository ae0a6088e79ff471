//! From an incident's step to one commit: the incident, the jobs, who is told, and what the audit says.

use crate::Portal;
use crate::ports::{Assessed, Commit, JobKind, NewJob, StoreError, Versioned, Write};
use crate::step::TRIES;
use domain::audit::AuditNote;
use domain::health::incident::{Incident, IncidentEffect, IncidentEvent, IncidentRefused, IncidentStep};
use domain::health::{Health, HealthState, Placement, Severity};
use domain::ids::{IncidentId, JobId};
use domain::notification::{About, News, NoticeKind, Who};
use domain::permission::Permit;
use domain::{PortalError, Timestamp};
use serde_json::json;
use std::collections::BTreeSet;

impl Portal {
    pub(crate) async fn load_incident(&self, id: &IncidentId) -> Result<Versioned<Incident>, PortalError> {
        let found = self.store.incident(id).await?;
        found.ok_or_else(|| PortalError::not_found(format!("incident {id}")))
    }

    /// Applies an event to an incident as it is now; decides anew when somebody else was faster. `None`: nothing is new
    /// in it, and nothing was written.
    pub(crate) async fn advance_incident(
        &self,
        permit: &Permit,
        id: &IncidentId,
        event: &IncidentEvent,
        finishes: Option<(JobId, String)>,
    ) -> Result<Option<Versioned<Incident>>, PortalError> {
        let _turn = self.turns.take(id.as_str()).await;
        let mut tries = 0;
        loop {
            let before = self.load_incident(id).await?;
            let now = self.now();
            let step = match before.value.apply(event.clone(), now) {
                Ok(step) => step,
                Err(IncidentRefused::Nothing) => return Ok(None),
                Err(IncidentRefused::Reason(why)) => {
                    let message = crate::words::sentence(&why.to_string());
                    return Err(PortalError::conflict(message).for_reason(why));
                }
            };
            let next = step.next.clone();
            let mut commit = self.incident_commit(permit, Some(&before), step, now);
            commit.finishes.clone_from(&finishes);
            tries += 1;
            match self.store.commit(commit).await {
                Ok(_) => return Ok(Some(Versioned { version: before.version + 1, value: next })),
                Err(StoreError::Conflict(_)) if tries < TRIES && self.holds(finishes.as_ref()).await => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Everything that a step writes.
    pub(crate) fn incident_commit(
        &self,
        permit: &Permit,
        before: Option<&Versioned<Incident>>,
        step: IncidentStep,
        now: Timestamp,
    ) -> Commit {
        let mut commit = Commit::new(permit.clone(), now);
        commit.audit = note(before.map(|before| &before.value), &step.next).into_iter().collect();
        for effect in step.effects {
            self.follow_incident(&mut commit, &step.next, effect);
        }
        let expected = before.map(|before| before.version);
        commit.writes.push(Write::Incident { expected, next: Box::new(step.next) });
        commit
    }

    fn follow_incident(&self, commit: &mut Commit, next: &Incident, effect: IncidentEffect) {
        let now = commit.at;
        let id = next.id.clone();
        match effect {
            IncidentEffect::Call => commit.jobs.push(self.call_job(&id, now)),
            IncidentEffect::LookAt(at) => {
                let kind = JobKind::EndQuiet { incident: id.clone() };
                // A look that was wanted for an earlier time must not stand for this one: it would come too early.
                commit.jobs.push(self.incident_job(format!("quiet:{id}:{}", at.0), kind, at));
            }
            IncidentEffect::TellOpened => {
                commit.jobs.extend(self.notify_jobs(vec![news(next, NoticeKind::IncidentOpened)], now));
            }
            IncidentEffect::TellAssigned { to } => {
                let told = News { to: [to.id].into(), ..news(next, NoticeKind::IncidentAssigned) };
                commit.jobs.extend(self.notify_jobs(vec![told], now));
            }
            IncidentEffect::TellResolved => {
                let called = next.called.iter().chain(&next.assignee).map(|who| who.id.clone());
                let told = News { to: called.collect(), ..news(next, NoticeKind::IncidentResolved) };
                commit.jobs.extend(self.notify_jobs(vec![told], now));
            }
        }
    }

    /// Of one incident there is one chain of calls, however often it is opened.
    pub(crate) fn call_job(&self, incident: &IncidentId, at: Timestamp) -> NewJob {
        let kind = JobKind::CallNext { incident: incident.clone() };
        self.incident_job(format!("call:{incident}"), kind, at)
    }

    fn incident_job(&self, name: String, kind: JobKind, run_at: Timestamp) -> NewJob {
        NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            kind,
            lane: name.clone(),
            pool: "incidents".to_owned(),
            unique_key: Some(name),
            run_at,
        }
    }

    /// Has it seen to what a placement's state means. All go through one lane, so that two troubles at the same moment
    /// do not open two incidents.
    pub(crate) fn assess_job(&self, assessed: Assessed) -> NewJob {
        NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            run_at: assessed.at,
            kind: JobKind::Assess(Box::new(assessed)),
            lane: "assess".to_owned(),
            pool: "incidents".to_owned(),
            unique_key: None,
        }
    }

    /// The jobs that a placement's judgement leads to, for the commit that writes it: none while nothing turns. What is
    /// unknown is neither unwell nor well.
    pub fn judged_jobs(
        &self,
        placement: &Placement,
        before: Option<&Health>,
        next: &Health,
        at: Timestamp,
    ) -> Vec<NewJob> {
        let unwell = |health: &Health| health.state == HealthState::Unhealthy;
        let well = matches!(next.state, HealthState::Healthy | HealthState::Degraded);
        let turned = match before.map(unwell) {
            Some(true) => well,
            Some(false) => {
                unwell(next) || (well && before.is_some_and(|before| before.state == HealthState::NoData))
            }
            None => unwell(next),
        };
        let assessed = Assessed {
            placement: placement.clone(),
            witness: domain::health::incident::Witness::Judgement,
            unwell: unwell(next).then(|| (Severity::Page, next.reason.clone())),
            at,
        };
        turned.then(|| self.assess_job(assessed)).into_iter().collect()
    }
}

/// What is told of an incident.
pub(crate) fn news(incident: &Incident, kind: NoticeKind) -> News {
    let regions: BTreeSet<String> =
        incident.places().into_iter().map(|placement| placement.region.to_string()).collect();
    let regions: Vec<String> = regions.into_iter().collect();
    let place = match regions.is_empty() {
        true => incident.stage.to_string(),
        false => format!("{} · {}", incident.stage, regions.join(", ")),
    };
    let last = incident.timeline.last();
    let by: Option<Who> = last.and_then(|entry| entry.by.clone());
    News {
        kind,
        about: About::Incident(incident.id.clone()),
        team: Some(incident.team.clone()),
        subject: incident.title.clone(),
        rollback: false,
        place,
        authors: incident.opened_by.iter().map(|who| who.id.clone()).collect(),
        to: BTreeSet::new(),
        rules: Vec::new(),
        decision: None,
        by,
        why: None,
    }
}

/// What the audit trail says of a step: how far people are with it, and who has it.
fn note(before: Option<&Incident>, next: &Incident) -> Option<AuditNote> {
    let noted = before.is_some_and(|before| before.timeline.len() < next.timeline.len());
    let by_person = next.timeline.last().is_some_and(|entry| entry.by.is_some());
    let verb = match before {
        None => "opened",
        Some(before) if before.status != next.status => match next.status {
            domain::health::incident::IncidentStatus::Open => "reopened",
            other => other.as_str(),
        },
        Some(before) if before.assignee != next.assignee => "assigned",
        Some(_) if noted && by_person => "noted",
        Some(_) => return None,
    };
    Some(AuditNote {
        action: format!("incident.{verb}"),
        subject: next.id.to_string(),
        team: Some(next.team.clone()),
        why: None,
        before: before.map_or(serde_json::Value::Null, summary),
        after: summary(next),
    })
}

fn summary(incident: &Incident) -> serde_json::Value {
    json!({
        "title": incident.title,
        "status": incident.status.as_str(),
        "service": incident.service,
        "stage": incident.stage,
        "regions": incident.regions,
        "severity": incident.severity,
        "assignee": incident.assignee.as_ref().map(|who| who.name.clone()),
        "unwell": incident.unwell().map(|affected| affected.placement.to_string()).collect::<Vec<_>>(),
    })
}
