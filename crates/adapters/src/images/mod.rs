//! Container images in ECR: one registry in each account and region, filled from the home region's.

mod copy;
mod download;
mod layers;
mod manifest;
mod repositories;
mod tree;

use crate::cloudformation::CloudOptions;
use crate::cloudformation::clients::{Client, Clients};
use async_trait::async_trait;
use domain::release::{Artifact, ImageName};
use layers::AT_ONCE;
use services::ports::{Artifacts, CloudError, Copied, Place, Stored};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tree::Look;

/// How registries are reached.
#[derive(Clone, Debug)]
pub struct ImageOptions {
    /// How AWS is reached.
    pub cloud: CloudOptions,
    /// Makes a region's repository where it is missing.
    pub create_repositories: bool,
}

/// Images in ECR. Layers go through the portal, because ECR's own replication brings no image that was pushed before its rule was
/// made, and none back that was deleted.
#[derive(Debug)]
pub struct EcrImages {
    clients: Clients,
    options: ImageOptions,
    /// One permit per part in memory, of all copies together.
    buffers: Semaphore,
}

/// One repository, with the way to it.
struct Repository<'a> {
    client: Arc<Client>,
    place: &'a Place,
    name: ImageName<'a>,
}

impl EcrImages {
    /// Connects to nothing yet.
    pub fn new(options: ImageOptions) -> Self {
        EcrImages { clients: Clients::new(options.cloud.clone()), options, buffers: Semaphore::new(AT_ONCE) }
    }

    async fn repository<'a>(
        &self,
        place: &'a Place,
        artifact: &'a Artifact,
    ) -> Result<Repository<'a>, CloudError> {
        let name = ImageName::parse(&artifact.key).map_err(|error| CloudError::Refused(error.to_string()))?;
        Ok(Repository { client: self.clients.at(place).await, place, name })
    }
}

impl Repository<'_> {
    /// For people.
    fn title(&self) -> String {
        format!("the repository {} in {}", self.name.repository, self.place.region)
    }
}

#[async_trait]
impl Artifacts for EcrImages {
    async fn stored(&self, place: &Place, artifact: &Artifact) -> Result<Stored, CloudError> {
        let repository = self.repository(place, artifact).await?;
        let tree = match repository.tree(&artifact.digest.0).await? {
            Look::Whole(tree) => tree,
            Look::Missing => return Ok(Stored::Missing),
            Look::Damaged(found) => return Ok(Stored::Different { found }),
        };
        let lacking = repository.lacking(&tree.layers).await?.len();
        Ok(match lacking {
            0 => Stored::Same,
            _ => {
                let found = format!("the image without {lacking} of its {} layers", tree.layers.len());
                Stored::Different { found }
            }
        })
    }

    async fn copy(
        &self,
        home: &Place,
        place: &Place,
        artifact: &Artifact,
        told: &(dyn Fn(Copied) + Send + Sync),
    ) -> Result<(), CloudError> {
        let (from, to) = (self.repository(home, artifact).await?, self.repository(place, artifact).await?);
        self.transfer(&from, &to, artifact, told).await
    }
}
