//! Whether an object is exactly the artifact.

use super::reading::written;
use super::{S3Artifacts, Spot};
use crate::cloudformation::failure::failure;
use aws_sdk_s3::operation::head_object::HeadObjectOutput;
use aws_sdk_s3::types::{ChecksumMode, ChecksumType};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::release::Artifact;
use services::ports::{CloudError, Stored};

/// What was found, with S3's mark of it.
pub(super) struct Look {
    pub stored: Stored,
    pub etag: String,
}

impl S3Artifacts {
    pub(super) async fn look(&self, spot: &Spot<'_>, artifact: &Artifact) -> Result<Look, CloudError> {
        let Some(head) = spot.head().await? else {
            return Ok(Look { stored: Stored::Missing, etag: String::new() });
        };
        let etag = head.e_tag().unwrap_or_default().to_owned();
        let size = head.content_length().and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
        if size != artifact.size {
            let found = format!("{size} bytes instead of {}", artifact.size);
            return Ok(Look { stored: Stored::Different { found }, etag });
        }
        let digest = match checksum(&head) {
            Some(digest) => digest,
            None => self.read_digest(spot, &etag).await?,
        };
        let same = digest == artifact.digest.0;
        let stored = if same { Stored::Same } else { Stored::Different { found: digest } };
        Ok(Look { stored, etag })
    }

    async fn read_digest(&self, spot: &Spot<'_>, etag: &str) -> Result<String, CloudError> {
        let object = spot.object();
        if let Some(digest) = self.known.digest(&object, etag) {
            return Ok(digest);
        }
        let digest = spot.digest(etag).await?;
        self.known.learn(&object, etag, &digest);
        Ok(digest)
    }
}

impl Spot<'_> {
    async fn head(&self) -> Result<Option<HeadObjectOutput>, CloudError> {
        let _room = self.client.gate.acquire().await;
        let head = self.client.s3.head_object().bucket(&self.bucket).key(self.key);
        match head.checksum_mode(ChecksumMode::Enabled).send().await {
            Ok(head) => Ok(Some(head)),
            // An answer to HEAD has no body that would say what is missing: the object, or its bucket.
            Err(error) if error.raw_response().is_some_and(|raw| raw.status().as_u16() == 404) => Ok(None),
            Err(error) => Err(failure(&self.name(), &error).error),
        }
    }

    /// Tells it from all other objects.
    pub(super) fn object(&self) -> String {
        format!("{}/{}/{}", self.place.key(), self.bucket, self.key)
    }
}

/// S3's own SHA-256 over the whole object. It has checked it when the object was stored. One that is made of the parts' digests
/// says nothing here.
fn checksum(head: &HeadObjectOutput) -> Option<String> {
    let text = head.checksum_sha256()?;
    let of_parts = head.checksum_type() == Some(&ChecksumType::Composite) || text.contains('-');
    let bytes = BASE64_STANDARD.decode(text).ok().filter(|bytes| bytes.len() == 32 && !of_parts)?;
    Some(written(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_checksum_of_the_whole_counts() {
        let text = BASE64_STANDARD.encode([0xab; 32]);
        let head = |text: &str| HeadObjectOutput::builder().checksum_sha256(text);
        assert_eq!(checksum(&head(&text).build()), Some(format!("sha256:{}", "ab".repeat(32))));
        let full = head(&text).checksum_type(ChecksumType::FullObject).build();
        assert_eq!(checksum(&full), Some(format!("sha256:{}", "ab".repeat(32))));
        assert_eq!(checksum(&head(&text).checksum_type(ChecksumType::Composite).build()), None);
        assert_eq!(checksum(&head(&format!("{text}-3")).build()), None);
        assert_eq!(checksum(&HeadObjectOutput::builder().build()), None);
    }
}
