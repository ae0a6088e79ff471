//! Artifact stores in memory: one for each region.

mod port;

use domain::names::RegionName;
use domain::release::Artifact;
use services::ports::{CloudError, Place};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Artifact stores in memory. Clones are the same stores. They follow tokio's time.
#[derive(Clone, Debug, Default)]
pub struct SimulatedArtifacts {
    shelves: Arc<Mutex<Shelves>>,
}

/// What goes wrong with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArtifactFault {
    /// The copy arrives damaged, and nobody is told.
    Corrupt,
    /// The call fails like this, without effect.
    Fail(CloudError),
}

#[derive(Debug, Default)]
struct Shelves {
    /// By store and key: the digest of what lies there.
    digests: BTreeMap<(String, String), String>,
    /// By region; each hits once.
    faults: Vec<(RegionName, ArtifactFault)>,
    /// By region and key: how many copies arrived.
    copies: BTreeMap<(RegionName, String), u32>,
    takes: Duration,
}

impl SimulatedArtifacts {
    /// Puts an artifact into a place's store, as a build does at home.
    pub fn put(&self, place: &Place, artifact: &Artifact) {
        self.put_other(place, &artifact.key, &artifact.digest.0);
    }

    /// Puts anything under a key: its digest.
    pub fn put_other(&self, place: &Place, key: &str, digest: &str) {
        self.shelves().digests.insert((place.key(), key.to_owned()), digest.to_owned());
    }

    pub fn remove(&self, place: &Place, key: &str) {
        self.shelves().digests.remove(&(place.key(), key.to_owned()));
    }

    /// The digest of what lies in a place's store.
    pub fn digest(&self, place: &Place, key: &str) -> Option<String> {
        self.shelves().digests.get(&(place.key(), key.to_owned())).cloned()
    }

    /// The next call that this can happen to in the region fails like this; several happen in their order.
    pub fn fail_next(&self, region: &RegionName, fault: ArtifactFault) {
        self.shelves().faults.push((region.clone(), fault));
    }

    /// From now on a copy takes this long.
    pub fn set_copy_time(&self, takes: Duration) {
        self.shelves().takes = takes;
    }

    /// How many copies of this key arrived in a region.
    pub fn copies(&self, region: &RegionName, key: &str) -> u32 {
        self.shelves().copies.get(&(region.clone(), key.to_owned())).copied().unwrap_or(0)
    }

    fn shelves(&self) -> MutexGuard<'_, Shelves> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelves {
    /// Takes the region's next fault, if it is of a kind that can happen now.
    fn fault(&mut self, region: &RegionName, copying: bool) -> Option<ArtifactFault> {
        let fits = |(at, fault): &(RegionName, ArtifactFault)| {
            at == region && (copying || *fault != ArtifactFault::Corrupt)
        };
        let found = self.faults.iter().position(fits)?;
        Some(self.faults.remove(found).1)
    }
}
