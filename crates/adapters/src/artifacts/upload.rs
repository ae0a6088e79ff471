//! Putting a small artifact into a store in one piece, as a build does.

use super::S3Artifacts;
use crate::cloudformation::failure::failure;
use domain::approval::Digest;
use domain::release::{Artifact, ArtifactKind};
use services::ports::{CloudError, Place};
use sha2::Digest as _;

impl S3Artifacts {
    /// Puts bytes under a key, replacing what is there, and tells what they are as an artifact.
    pub async fn put(&self, place: &Place, key: &str, bytes: Vec<u8>) -> Result<Artifact, CloudError> {
        let spot = self.spot(place, key).await;
        self.have_bucket(&spot).await?;
        let digest = Digest(format!("sha256:{}", hex::encode(sha2::Sha256::digest(&bytes))));
        let (kind, size) = (ArtifactKind::Object, bytes.len() as u64);
        let artifact = Artifact { kind, key: key.to_owned(), digest, size };
        let _room = spot.client.gate.acquire().await;
        let put = spot.client.s3.put_object().bucket(&spot.bucket).key(key).body(bytes.into());
        put.send().await.map_err(|error| failure(&spot.name(), &error).error)?;
        Ok(artifact)
    }
}
