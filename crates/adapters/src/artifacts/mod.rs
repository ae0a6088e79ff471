//! Artifact stores in S3: one bucket in each region, filled from the home region's.

mod buckets;
mod copy;
mod known;
mod look;
mod parts;
pub(crate) mod progress;
pub(crate) mod reading;
mod upload;
mod uploads;

use crate::cloudformation::CloudOptions;
use crate::cloudformation::clients::Clients;
use async_trait::async_trait;
use domain::release::Artifact;
use known::Known;
use parts::AT_ONCE;
use services::ports::{Artifacts, CloudError, Copied, Place, Stored};
use tokio::sync::Semaphore;

/// Where artifacts lie.
#[derive(Clone, Debug)]
pub struct ArtifactOptions {
    /// How AWS is reached.
    pub cloud: CloudOptions,
    /// The bucket's name in each region: `{region}` in it stands for the region.
    pub bucket: String,
    /// Makes a region's bucket where it is missing.
    pub create_buckets: bool,
}

/// Artifacts in S3. Bytes go through the portal, because one role seldom may read in one account and write in another.
#[derive(Debug)]
pub struct S3Artifacts {
    clients: Clients,
    options: ArtifactOptions,
    /// One permit per part in memory, of all copies together.
    buffers: Semaphore,
    known: Known,
}

/// An object, with the way to it.
struct Spot<'a> {
    client: std::sync::Arc<crate::cloudformation::clients::Client>,
    place: &'a Place,
    bucket: String,
    key: &'a str,
}

impl S3Artifacts {
    /// Connects to nothing yet.
    pub fn new(options: ArtifactOptions) -> Self {
        let clients = Clients::new(options.cloud.clone());
        S3Artifacts { clients, options, buffers: Semaphore::new(AT_ONCE), known: Known::default() }
    }

    async fn spot<'a>(&self, place: &'a Place, key: &'a str) -> Spot<'a> {
        let bucket = self.options.bucket.replace("{region}", place.region.as_str());
        Spot { client: self.clients.at(place).await, place, bucket, key }
    }
}

impl Spot<'_> {
    /// For people.
    fn name(&self) -> String {
        format!("{} in the bucket {}", self.key, self.bucket)
    }
}

#[async_trait]
impl Artifacts for S3Artifacts {
    async fn stored(&self, place: &Place, artifact: &Artifact) -> Result<Stored, CloudError> {
        let spot = self.spot(place, &artifact.key).await;
        Ok(self.look(&spot, artifact).await?.stored)
    }

    async fn copy(
        &self,
        home: &Place,
        place: &Place,
        artifact: &Artifact,
        told: &(dyn Fn(Copied) + Send + Sync),
    ) -> Result<(), CloudError> {
        let from = self.spot(home, &artifact.key).await;
        let to = self.spot(place, &artifact.key).await;
        self.transfer(&from, &to, artifact, told).await
    }
}
