//! What an approval is worth on GitHub: asked there, because only GitHub knows what it asks before a deployment.

use crate::Portal;
use crate::ports::{JobKind, NewJob, RuleAsked};
use domain::ids::JobId;
use domain::names::StageName;
use domain::pipeline::Guard;
use domain::rollout::Enforcement;
use domain::{PortalError, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How long what GitHub said counts as new.
const FRESH_MILLIS: i64 = 60_000;

/// What GitHub last said of a repository's environments.
#[derive(Default)]
pub(crate) struct Guards(Mutex<HashMap<(String, StageName), (Timestamp, Guard)>>);

impl Portal {
    /// The mode that holds for a repository's environment named like the stage. When GitHub does not say, the one that
    /// promises least.
    pub(super) async fn enforcement(&self, repository: &str, stage: &StageName) -> Enforcement {
        match self.guard(repository, stage).await {
            Guard { portal: true, .. } => Enforcement::ProtectionRule,
            Guard { reviewers: true, .. } => Enforcement::RequiredReviewers,
            Guard { .. } => Enforcement::BeforeDispatch,
        }
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

    async fn guard(&self, repository: &str, stage: &StageName) -> Guard {
        let (now, key) = (self.now(), (repository.to_owned(), stage.clone()));
        if let Some(known) = self.guards.fresh(&key, now) {
            return known;
        }
        match self.pipelines.guard(repository, stage.as_str()).await {
            Ok(guard) => {
                self.guards.put(key, guard, now);
                guard
            }
            Err(error) => {
                tracing::warn!(%error, repository, %stage, "what GitHub asks before a deployment is not known");
                Guard::default()
            }
        }
    }
}

impl Guards {
    fn fresh(&self, key: &(String, StageName), now: Timestamp) -> Option<Guard> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).filter(|(at, _)| now.since(*at) < FRESH_MILLIS).map(|(_, guard)| *guard)
    }

    fn put(&self, key: (String, StageName), guard: Guard, now: Timestamp) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, (now, guard));
    }
}
