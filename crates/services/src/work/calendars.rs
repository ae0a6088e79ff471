//! Reading the configured calendars again. What cannot be read leaves what was read before as it is.

use super::Outcome;
use crate::Portal;
use crate::freezes::{CalendarRules, read_calendar};
use crate::health::{OnCallRules, calendar_name};
use crate::ports::{CalendarCopy, Commit, JobKind, NewJob, Write};
use domain::ids::JobId;
use domain::permission::Permit;
use domain::{PortalError, Timestamp};

/// Pause between two looks at the calendars.
const PAUSE_MILLIS: i64 = 5 * 60_000;

impl Portal {
    /// The one job that reads calendars, for all replicas; `None` when none are configured.
    pub(crate) fn calendars_job(&self) -> Option<NewJob> {
        let name = "calendars".to_owned();
        let any = !self.settings.calendars.is_empty() || !self.settings.on_call.is_empty();
        any.then(|| NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            kind: JobKind::Calendars,
            lane: name.clone(),
            pool: name.clone(),
            unique_key: Some(name),
            run_at: self.now(),
        })
    }

    /// Has the calendars read now, instead of at their time.
    pub async fn read_calendars(&self) -> Result<(), PortalError> {
        Ok(self.store.enqueue(self.calendars_job().into_iter().collect()).await?)
    }

    pub(super) async fn read_calendars_again(&self) -> Result<Outcome, PortalError> {
        for rules in &self.settings.calendars {
            let copy = self.copied_calendar(rules).await;
            let before = self.store.calendar(&rules.name).await?;
            let changed = copy.content.is_some() && copy.content != before;
            let mut commit = Commit::new(Permit::portal(), copy.tried_at);
            if changed {
                commit.jobs = self.look_jobs().await?;
            }
            commit.writes.push(Write::Calendar(copy));
            self.store.commit(commit).await?;
        }
        for rules in &self.settings.on_call {
            let mut commit = Commit::new(Permit::portal(), self.now());
            commit.writes.push(Write::Calendar(self.copied_rotation(rules).await));
            self.store.commit(commit).await?;
        }
        Ok(Outcome::Later(self.now().plus_millis(PAUSE_MILLIS)))
    }

    async fn copied_rotation(&self, rules: &OnCallRules) -> CalendarCopy {
        let text = self.calendars.read(&rules.place).await;
        let now = self.now();
        let good = text.and_then(|text| rules.read(&text, self, now).map(|_| text));
        copy_of(calendar_name(&rules.team), good, now)
    }

    async fn copied_calendar(&self, rules: &CalendarRules) -> CalendarCopy {
        let text = self.calendars.read(&rules.place).await;
        let now = self.now();
        let good = text.and_then(|text| read_calendar(rules, &text, now).map(|_| text));
        copy_of(rules.name.clone(), good, now)
    }
}

/// What is kept of a text, or of why there is none.
fn copy_of(name: String, good: Result<String, String>, now: Timestamp) -> CalendarCopy {
    let (content, problem) = match good {
        Ok(text) => (Some(text), None),
        Err(problem) => {
            tracing::warn!(calendar = name, problem, "a calendar cannot be read; what was read before holds");
            (None, Some(problem))
        }
    };
    let read_at = content.is_some().then_some(now);
    CalendarCopy { name, content, read_at, problem, tried_at: now }
}
