//! The port itself.

use super::{ArtifactFault, SimulatedArtifacts};
use async_trait::async_trait;
use domain::release::Artifact;
use services::ports::{Artifacts, CloudError, Copied, Place, Stored};

/// Of a copy that arrived damaged.
const DAMAGED: &str = "sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd";

impl SimulatedArtifacts {
    fn look(&self, place: &Place, artifact: &Artifact) -> Stored {
        match self.digest(place, &artifact.key) {
            None => Stored::Missing,
            Some(found) if found == artifact.digest.0 => Stored::Same,
            Some(found) => Stored::Different { found },
        }
    }

    fn source(&self, home: &Place, artifact: &Artifact) -> Result<(), CloudError> {
        let key = &artifact.key;
        match self.look(home, artifact) {
            Stored::Same => Ok(()),
            Stored::Missing => {
                Err(CloudError::Refused(format!("{key} is missing in the home region's store")))
            }
            Stored::Different { found } => Err(CloudError::Refused(format!(
                "{key} in the home region's store is not the artifact: it is {found} instead of {}",
                artifact.digest
            ))),
        }
    }
}

#[async_trait]
impl Artifacts for SimulatedArtifacts {
    async fn stored(&self, place: &Place, artifact: &Artifact) -> Result<Stored, CloudError> {
        tokio::task::yield_now().await;
        let fault = self.shelves().fault(&place.region, false);
        match fault {
            Some(ArtifactFault::Fail(error)) => Err(error),
            _ => Ok(self.look(place, artifact)),
        }
    }

    async fn copy(
        &self,
        home: &Place,
        place: &Place,
        artifact: &Artifact,
        told: &(dyn Fn(Copied) + Send + Sync),
    ) -> Result<(), CloudError> {
        self.source(home, artifact)?;
        let (fault, takes) = {
            let mut shelves = self.shelves();
            (shelves.fault(&place.region, true), shelves.takes)
        };
        tokio::time::sleep(takes / 2).await;
        told(Copied { done: artifact.size / 2, total: artifact.size });
        tokio::time::sleep(takes - takes / 2).await;
        match fault {
            Some(ArtifactFault::Fail(error)) => return Err(error),
            Some(ArtifactFault::Corrupt) => self.put_other(place, &artifact.key, DAMAGED),
            None => self.put(place, artifact),
        }
        told(Copied { done: artifact.size, total: artifact.size });
        *self.shelves().copies.entry((place.region.clone(), artifact.key.clone())).or_default() += 1;
        Ok(())
    }
}
