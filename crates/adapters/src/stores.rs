use crate::{EcrImages, S3Artifacts};
use async_trait::async_trait;
use domain::release::{Artifact, ArtifactKind};
use services::ports::{Artifacts, CloudError, Copied, Place, Stored};

/// Each kind of artifact in its own kind of store.
#[derive(Debug)]
pub struct ArtifactStores {
    pub objects: S3Artifacts,
    pub images: EcrImages,
}

impl ArtifactStores {
    fn of(&self, artifact: &Artifact) -> &dyn Artifacts {
        match artifact.kind {
            ArtifactKind::Object => &self.objects,
            ArtifactKind::Image => &self.images,
        }
    }
}

#[async_trait]
impl Artifacts for ArtifactStores {
    async fn stored(&self, place: &Place, artifact: &Artifact) -> Result<Stored, CloudError> {
        self.of(artifact).stored(place, artifact).await
    }

    async fn copy(
        &self,
        home: &Place,
        place: &Place,
        artifact: &Artifact,
        told: &(dyn Fn(Copied) + Send + Sync),
    ) -> Result<(), CloudError> {
        self.of(artifact).copy(home, place, artifact, told).await
    }
}
