//! What GitHub said a moment ago, so that a page does not ask for it again.

use domain::Timestamp;
use domain::pipeline::{LogTail, WorkflowFile};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// How long a repository's workflows count as new.
const FRESH_MILLIS: i64 = 30_000;
/// Ends of logs that are kept. A job that has ended writes nothing more.
const LOGS: usize = 32;

type Workflows = Arc<Vec<WorkflowFile>>;

/// Within one process.
#[derive(Default)]
pub(crate) struct Known {
    /// By repository and reference.
    workflows: Mutex<HashMap<(String, String), (Timestamp, Workflows)>>,
    /// By repository and job, oldest first.
    logs: Mutex<VecDeque<((String, String), LogTail)>>,
}

impl Known {
    pub fn workflows(&self, repository: &str, reference: &str, now: Timestamp) -> Option<Workflows> {
        let key = (repository.to_owned(), reference.to_owned());
        let known = self.workflows.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, workflows) = known.get(&key)?;
        (now.since(*at) < FRESH_MILLIS).then(|| workflows.clone())
    }

    pub fn keep_workflows(&self, repository: &str, reference: &str, now: Timestamp, workflows: &Workflows) {
        let mut known = self.workflows.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, (at, _)| now.since(*at) < FRESH_MILLIS);
        known.insert((repository.to_owned(), reference.to_owned()), (now, workflows.clone()));
    }

    pub fn log(&self, repository: &str, job: &str) -> Option<LogTail> {
        let logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        let found = logs.iter().find(|((of, id), _)| of == repository && id == job);
        found.map(|(_, tail)| tail.clone())
    }

    pub fn keep_log(&self, repository: &str, job: &str, tail: &LogTail) {
        let mut logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        logs.retain(|((of, id), _)| of != repository || id != job);
        logs.push_back(((repository.to_owned(), job.to_owned()), tail.clone()));
        while logs.len() > LOGS {
            logs.pop_front();
        }
    }
}
