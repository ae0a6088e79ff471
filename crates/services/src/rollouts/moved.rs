//! Somebody says that a run has moved: whoever waits for it looks now.

use crate::Portal;
use crate::ports::{JobKind, LaneRef, NewJob, RuleAsked};
use domain::PortalError;
use domain::Timestamp;
use domain::ids::JobId;

impl Portal {
    /// `title` is a run's, with the id of its dispatch in it. Titles of other runs lead to nothing.
    pub async fn run_moved(&self, title: &str) -> Result<(), PortalError> {
        let Some(lane) = lane_of(title) else { return Ok(()) };
        let Some(found) = self.store.rollout(&lane.rollout).await? else { return Ok(()) };
        let waits = found
            .value
            .lane(&lane.region)
            .is_some_and(|there| there.attempt == lane.attempt && there.state.busy());
        if waits {
            let now = self.now();
            self.store.enqueue(vec![self.deploy_job(&lane, now)]).await?;
        }
        Ok(())
    }

    /// GitHub holds a deployment until the portal's rule answers.
    pub async fn rule_asked(&self, asked: RuleAsked) -> Result<(), PortalError> {
        let job = self.rule_job(asked, self.now());
        Ok(self.store.enqueue(vec![job]).await?)
    }

    pub(crate) fn rule_job(&self, asked: RuleAsked, run_at: Timestamp) -> NewJob {
        let key = format!("rule:{}:{}:{}", asked.repository, asked.run, asked.environment);
        NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            kind: JobKind::AnswerRule(asked),
            lane: key.clone(),
            pool: "runs".to_owned(),
            unique_key: Some(key),
            run_at,
        }
    }
}

/// The dispatch that a run's title names: a whole word, perhaps in brackets.
pub(crate) fn lane_of(title: &str) -> Option<LaneRef> {
    let mut words = title.split(|c: char| !(c.is_ascii_alphanumeric() || "_.-".contains(c)));
    words.find_map(LaneRef::parse)
}
