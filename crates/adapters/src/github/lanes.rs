//! Writes go one at a time to each repository: GitHub counts writes at once as misuse.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OwnedMutexGuard;

/// One lane per repository.
#[derive(Debug, Default)]
pub(super) struct Lanes(Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>);

impl Lanes {
    /// Waits for the caller's turn, which lasts until the answer is dropped.
    pub async fn turn(&self, repository: &str) -> OwnedMutexGuard<()> {
        let lane = {
            let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Only this map still knows a lane that nobody is in.
            lanes.retain(|_, lane| Arc::strong_count(lane) > 1);
            // GitHub's names do not heed case.
            Arc::clone(lanes.entry(repository.to_ascii_lowercase()).or_default())
        };
        lane.lock_owned().await
    }
}
