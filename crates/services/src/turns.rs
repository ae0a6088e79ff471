//! Taking turns at one request or rollout: whoever would lose the race for its next version waits here instead, and
//! decides on what is there then. Other replicas are still met in the store.

use std::hash::{BuildHasher, Hash, RandomState};
use tokio::sync::{Mutex, MutexGuard};

/// Ids share places; two that meet in one only wait for each other.
const PLACES: usize = 1024;

pub(crate) struct Turns {
    hasher: RandomState,
    places: Vec<Mutex<()>>,
}

impl Default for Turns {
    fn default() -> Self {
        Turns { hasher: RandomState::new(), places: (0..PLACES).map(|_| Mutex::default()).collect() }
    }
}

impl Turns {
    /// Waits for the turn at an id. Nobody may wait for another one meanwhile.
    pub async fn take(&self, id: impl Hash) -> MutexGuard<'_, ()> {
        let place = self.hasher.hash_one(id) % PLACES as u64;
        self.places[place as usize].lock().await
    }
}
