use super::{CloudError, Place};
use async_trait::async_trait;
use domain::release::Artifact;

/// What lies in one region's store under an artifact's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// Exactly the artifact.
    Same,
    Missing,
    /// Something else, or a damaged copy; its digest or size for people.
    Different {
        found: String,
    },
}

/// How far a copy is, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    pub done: u64,
    /// Of the whole artifact, with what was there already.
    pub total: u64,
}

/// The artifact stores: one in each region, filled from the home region's. What kind of artifact it is concerns nobody else.
#[async_trait]
pub trait Artifacts: Send + Sync {
    /// Whether the place's store has exactly this artifact. Digests are compared, never just sizes.
    async fn stored(&self, place: &Place, artifact: &Artifact) -> Result<Stored, CloudError>;

    /// Copies the artifact from the home region's store, replacing what is there. Tells how far it is. Picks up what an
    /// interrupted copy had done. `Refused` when the source is missing or is not the artifact.
    async fn copy(
        &self,
        home: &Place,
        place: &Place,
        artifact: &Artifact,
        told: &(dyn Fn(Copied) + Send + Sync),
    ) -> Result<(), CloudError>;
}
