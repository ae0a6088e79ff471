//! How templates travel: inline while they are small, through S3 otherwise.

use super::CloudFormation;
use super::failure::{Failure, failure};
use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};
use services::ports::{CloudError, Place};
use sha2::{Digest, Sha256};

/// CloudFormation's limit for a template inside a request, in bytes.
const INLINE: usize = 51_200;

/// The one region whose buckets must be made without naming it.
const UNNAMED: &str = "us-east-1";

impl CloudFormation {
    /// The template as body or as address, exactly one of them.
    pub(super) async fn template_location(
        &self,
        place: &Place,
        template: &str,
    ) -> Result<(Option<String>, Option<String>), CloudError> {
        if template.len() <= INLINE {
            return Ok((Some(template.to_owned()), None));
        }
        let Some(pattern) = &self.options.template_bucket else {
            return Err(CloudError::Refused(format!(
                "The template has {} bytes, and CloudFormation takes at most {INLINE} without S3: configure a template bucket.",
                template.len()
            )));
        };
        let bucket = pattern.replace("{region}", place.region.as_str());
        let key = format!("slipway/{}.template", hex::encode(Sha256::digest(template)));
        let stored = match self.store(place, &bucket, &key, template).await {
            Err(missing) if missing.is(&["NoSuchBucket"]) && self.options.create_template_bucket => {
                self.create_bucket(place, &bucket).await?;
                self.store(place, &bucket, &key, template).await
            }
            stored => stored,
        };
        stored.map_err(|failed| explained(failed, &bucket))?;
        Ok((None, Some(address(place.region.as_str(), &bucket, &key))))
    }

    async fn store(&self, place: &Place, bucket: &str, key: &str, template: &str) -> Result<(), Failure> {
        let client = self.clients.at(place).await;
        let _room = client.gate.acquire().await;
        let body = template.as_bytes().to_vec().into();
        let put = client.s3.put_object().bucket(bucket).key(key).body(body).send().await;
        put.map(|_| ()).map_err(|error| failure("the template bucket", &error))
    }

    async fn create_bucket(&self, place: &Place, bucket: &str) -> Result<(), CloudError> {
        let client = self.clients.at(place).await;
        let region = place.region.as_str();
        let constraint = (region != UNNAMED).then(|| {
            let here = BucketLocationConstraint::from(region);
            CreateBucketConfiguration::builder().location_constraint(here).build()
        });
        let made =
            client.s3.create_bucket().bucket(bucket).set_create_bucket_configuration(constraint).send().await;
        match made.map_err(|error| failure("the template bucket", &error)) {
            Err(failed) if !failed.is(&["BucketAlreadyOwnedByYou"]) => Err(explained(failed, bucket)),
            _ => Ok(()),
        }
    }
}

fn explained(failed: Failure, bucket: &str) -> CloudError {
    match failed.error {
        CloudError::Refused(words) => {
            CloudError::Refused(format!("The template cannot be put into the bucket {bucket}: {words}"))
        }
        error => error,
    }
}

/// By path: names with dots break certificates otherwise.
fn address(region: &str, bucket: &str, key: &str) -> String {
    let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    format!("https://s3.{region}.{domain}/{bucket}/{key}")
}
