//! Asking whether what runs still is what was applied.

use crate::Portal;
use crate::ports::{Commit, DriftCheck, JobKind, NewJob, Write};
use domain::audit::AuditNote;
use domain::environment::Environment;
use domain::ids::{EnvironmentId, JobId};
use domain::people::Actor;
use domain::permission::{Action, Reason, permit};
use domain::view::{Allowed, EnvironmentView};
use domain::{PortalError, Timestamp};
use serde_json::json;

impl Portal {
    /// Begins a check; its outcome shows in the environment.
    pub async fn detect_drift(
        &self,
        actor: &Actor,
        id: &EnvironmentId,
    ) -> Result<EnvironmentView, PortalError> {
        let before = self.load_environment(id).await?;
        let permit = permit(actor, Action::DetectDrift, Some(&before.value.team))?;
        let now = self.now();
        let next = before.value.check_drift(now).map_err(refused)?;
        let asked = DriftCheck { environment: id.clone(), asked_at: now, detection: None };
        let mut commit = Commit::new(permit, now);
        commit.audit.push(drift_note("environment.drift_check", &before.value, &next));
        commit.jobs.push(self.drift_job(&next, asked, now));
        commit.writes.push(Write::Environment { expected: Some(before.version), next: Box::new(next) });
        self.store.commit(commit).await?;
        self.environment(actor, id).await
    }

    pub(crate) fn drift_job(
        &self,
        environment: &Environment,
        asked: DriftCheck,
        run_at: Timestamp,
    ) -> NewJob {
        NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            // Not the environment's own lane: a check may take long, and no request is to wait for it.
            lane: format!("drift:{}", environment.id),
            pool: self.place(&environment.key.stage, &environment.key.region).key(),
            kind: JobKind::Drift(asked),
            unique_key: None,
            run_at,
        }
    }
}

/// Whether this person may begin a check now.
pub(crate) fn may_check(actor: &Actor, environment: &Environment, now: Timestamp) -> Allowed {
    let right = permit(actor, Action::DetectDrift, Some(&environment.team));
    match (right, environment.check_drift(now)) {
        (Err(denied), _) => Allowed::because(denied.reason),
        (Ok(_), Err(why)) => Allowed::because(why),
        (Ok(_), Ok(_)) => Allowed::yes(),
    }
}

/// Which resources differ, and how many properties of each: values stay out of the trail.
pub(crate) fn drift_note(action: &str, before: &Environment, after: &Environment) -> AuditNote {
    let drifted: Vec<_> = after
        .drifted
        .iter()
        .map(|drift| {
            json!({ "resource": drift.logical_id, "change": drift.change, "properties": drift.properties.len() })
        })
        .collect();
    AuditNote {
        action: action.to_owned(),
        subject: after.id.to_string(),
        team: Some(after.team.clone()),
        why: after.drift_note.clone(),
        before: json!({ "drift": before.drift }),
        after: json!({ "drift": after.drift, "stack_name": after.stack_name, "drifted": drifted }),
    }
}

fn refused(why: Reason) -> PortalError {
    PortalError::conflict(format!("Drift cannot be checked now: {why}.")).for_reason(why)
}
