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

/// The artifact stores: one in each region, filled from the home region's.
#[async_trait]
pub trait Artifacts: Send + Sync {
    /// Whether the place's store has exactly this artifact. Digests are compared, never just sizes.
    async fn stored(&self, place: &Place, artifact: &Artifact) -> Result<Stored, CloudError>;

    /// Copies the artifact from the home region's store, replacing what is there. Tells how many bytes are done. Picks up
    /// what an interrupted copy had done. `Refused` when the source is missing or is not the artifact.
    async fn copy(
        &self,
        home: &Place,
        place: &Place,
        artifact: &Artifact,
        told: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<(), CloudError>;
}
