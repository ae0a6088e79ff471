//! Making a region's bucket, where that is wanted.

use super::{S3Artifacts, Spot};
use crate::cloudformation::failure::failure;
use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};
use services::ports::CloudError;

/// The one region whose buckets must be made without naming it.
const UNNAMED: &str = "us-east-1";

impl S3Artifacts {
    /// Has the bucket there, or says that it is missing.
    pub(super) async fn have_bucket(&self, spot: &Spot<'_>) -> Result<(), CloudError> {
        let found = {
            let _room = spot.client.gate.acquire().await;
            spot.client.s3.head_bucket().bucket(&spot.bucket).send().await
        };
        let Err(error) = found else { return Ok(()) };
        let missing = error.raw_response().is_some_and(|raw| raw.status().as_u16() == 404);
        match (missing, self.options.create_buckets) {
            (true, true) => spot.create_bucket().await,
            (true, false) => Err(CloudError::Refused(format!("the bucket {} does not exist", spot.bucket))),
            (false, _) => Err(failure(&format!("the bucket {}", spot.bucket), &error).error),
        }
    }
}

impl Spot<'_> {
    async fn create_bucket(&self) -> Result<(), CloudError> {
        let region = self.place.region.as_str();
        let constraint = (region != UNNAMED).then(|| {
            let here = BucketLocationConstraint::from(region);
            CreateBucketConfiguration::builder().location_constraint(here).build()
        });
        let _room = self.client.gate.acquire().await;
        let create = self.client.s3.create_bucket().bucket(&self.bucket);
        match create.set_create_bucket_configuration(constraint).send().await {
            Ok(_) => Ok(()),
            Err(error) => {
                let failed = failure(&format!("the bucket {}", self.bucket), &error);
                if failed.is(&["BucketAlreadyOwnedByYou"]) { Ok(()) } else { Err(failed.error) }
            }
        }
    }
}
