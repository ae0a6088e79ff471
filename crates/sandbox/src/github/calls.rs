use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How often each operation was called, whatever became of it.
#[derive(Debug, Default)]
pub struct Calls(Mutex<BTreeMap<String, u64>>);

impl Calls {
    /// `operation` is written as in GitHub's documentation: `GET /repos/{owner}/{repo}/actions/runs`.
    pub fn count(&self, operation: String) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *calls.entry(operation).or_default() += 1;
    }

    pub fn counted(&self) -> BTreeMap<String, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
