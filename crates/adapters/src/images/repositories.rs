//! Making a region's repository, where that is wanted, and putting manifests there.

use super::tree::Manifest;
use super::{EcrImages, Repository};
use crate::cloudformation::failure::failure;
use services::ports::CloudError;

impl EcrImages {
    /// Makes a repository that is missing, or says that it is.
    pub(super) async fn make(&self, repository: &Repository<'_>) -> Result<(), CloudError> {
        if !self.options.create_repositories {
            return Err(CloudError::Refused(format!("{} does not exist", repository.title())));
        }
        let make = repository.client.ecr.create_repository().repository_name(repository.name.repository);
        let _room = repository.client.gate.acquire().await;
        match make.send().await {
            Ok(_) => Ok(()),
            Err(error) => {
                let failed = failure(&repository.title(), &error);
                if failed.is(&["RepositoryAlreadyExistsException"]) { Ok(()) } else { Err(failed.error) }
            }
        }
    }
}

impl Repository<'_> {
    /// Puts a manifest there, whose layers and manifests are there already. ECR checks both, and the digest.
    pub async fn put(&self, manifest: &Manifest, tag: Option<&str>) -> Result<(), CloudError> {
        let put = self.client.ecr.put_image().repository_name(self.name.repository);
        let put = put.image_manifest(&manifest.text).image_digest(&manifest.digest);
        let put = put.set_image_manifest_media_type(manifest.media_type.clone());
        let _room = self.client.gate.acquire().await;
        match put.set_image_tag(tag.map(str::to_owned)).send().await {
            Ok(_) => Ok(()),
            Err(error) => {
                let failed = failure(&self.title(), &error);
                if failed.is(&["ImageAlreadyExistsException"]) {
                    return Ok(());
                }
                // What it refers to was thrown away meanwhile: the next attempt brings it again.
                match failed.is(&["LayersNotFoundException", "ReferencedImagesNotFoundException"]) {
                    true => Err(CloudError::Unavailable(failed.error.to_string())),
                    false => Err(failed.error),
                }
            }
        }
    }
}
