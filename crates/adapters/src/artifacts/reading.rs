//! Reading objects bit by bit.

use super::Spot;
use crate::cloudformation::failure::failure;
use aws_sdk_s3::operation::get_object::GetObjectOutput;
use services::ports::CloudError;
use sha2::{Digest, Sha256};

/// `sha256:` and hexadecimal digits, as Slipway writes digests.
pub(crate) fn written(digest: &[u8]) -> String {
    format!("sha256:{}", hex::encode(digest))
}

impl Spot<'_> {
    /// The object, or a range of its bytes, if it still is the one with this mark.
    async fn open(&self, etag: &str, range: Option<String>) -> Result<GetObjectOutput, CloudError> {
        let _room = self.client.gate.acquire().await;
        let get = self.client.s3.get_object().bucket(&self.bucket).key(self.key);
        let got = get.set_if_match(Some(etag.to_owned())).set_range(range).send().await;
        got.map_err(|error| {
            let failed = failure(&self.name(), &error);
            match failed.is(&["PreconditionFailed", "NoSuchKey", "InvalidRange"]) {
                true => CloudError::Unavailable(format!("{} has changed meanwhile", self.name())),
                false => failed.error,
            }
        })
    }

    /// The digest of the whole object, in little memory.
    pub async fn digest(&self, etag: &str) -> Result<String, CloudError> {
        let mut body = self.open(etag, None).await?.body;
        let mut hasher = Sha256::new();
        while let Some(bytes) = body.next().await {
            hasher.update(bytes.map_err(|error| self.broken(&error))?);
        }
        Ok(written(&hasher.finalize()))
    }

    /// `length` bytes from `start`.
    pub async fn bytes(&self, etag: &str, start: u64, length: u64) -> Result<Vec<u8>, CloudError> {
        if length == 0 {
            return Ok(Vec::new());
        }
        let range = format!("bytes={start}-{}", start + length - 1);
        let mut body = self.open(etag, Some(range)).await?.body;
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        // Collected here, because the SDK would hold it twice.
        let mut read = Vec::with_capacity(length);
        while let Some(bytes) = body.next().await {
            read.extend_from_slice(&bytes.map_err(|error| self.broken(&error))?);
        }
        match read.len() == length {
            true => Ok(read),
            false => Err(self.broken(&format!("{} bytes came instead of {length}", read.len()))),
        }
    }

    fn broken(&self, error: &impl std::fmt::Display) -> CloudError {
        CloudError::Unavailable(format!("reading {} broke off: {error}", self.name()))
    }
}
