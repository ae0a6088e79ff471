//! Layers of a repository: which ones are there, and putting one there part by part.

use super::Repository;
use crate::cloudformation::failure::{Failure, failure};
use aws_config::timeout::TimeoutConfig;
use aws_sdk_ecr::operation::upload_layer_part::UploadLayerPartError;
use aws_sdk_ecr::primitives::Blob;
use aws_sdk_ecr::types::LayerAvailability;
use services::ports::CloudError;
use std::collections::BTreeMap;
use std::time::Duration;

/// As many as one call takes.
const PER_CALL: usize = 100;
/// Layers under way at once, of all copies together: each has a part in memory.
pub(super) const AT_ONCE: usize = 2;
/// What ECR takes as a part that is not the last one, in bytes.
const SMALLEST: i64 = 5 * 1024 * 1024;
const LARGEST: i64 = 20 * 1024 * 1024;
/// A part is larger than anything else that is sent.
const PART_TIMEOUT: Duration = Duration::from_secs(120);

impl Repository<'_> {
    /// Those of these layers that the repository does not have. The error has AWS's code: the repository may be missing, too.
    pub async fn lacking(&self, layers: &BTreeMap<String, u64>) -> Result<BTreeMap<String, u64>, Failure> {
        let mut lacking = layers.clone();
        let digests: Vec<String> = layers.keys().cloned().collect();
        for batch in digests.chunks(PER_CALL) {
            let check = self.client.ecr.batch_check_layer_availability();
            let check = check.repository_name(self.name.repository).set_layer_digests(Some(batch.to_vec()));
            let _room = self.client.gate.acquire().await;
            let answer = check.send().await.map_err(|error| failure(&self.title(), &error))?;
            for layer in answer.layers() {
                if layer.layer_availability() == Some(&LayerAvailability::Available) {
                    lacking.remove(layer.layer_digest().unwrap_or_default());
                }
            }
        }
        Ok(lacking)
    }

    /// Where a layer can be read for a while, by whoever has this address.
    pub async fn address(&self, layer: &str) -> Result<String, CloudError> {
        let get = self.client.ecr.get_download_url_for_layer();
        let _room = self.client.gate.acquire().await;
        let answer = get.repository_name(self.name.repository).layer_digest(layer).send().await;
        let answer = answer.map_err(|error| failure(&self.title(), &error).error)?;
        let unnamed = || CloudError::Unavailable(format!("{} tells no address for {layer}", self.title()));
        answer.download_url.ok_or_else(unnamed)
    }

    /// Begins to put a layer there.
    pub async fn begin(&self) -> Result<Upload<'_>, CloudError> {
        let begin = self.client.ecr.initiate_layer_upload().repository_name(self.name.repository);
        let _room = self.client.gate.acquire().await;
        let begun = begin.send().await.map_err(|error| failure(&self.title(), &error).error)?;
        let unnamed = || CloudError::Unavailable(format!("{} named no upload", self.title()));
        let size = begun.part_size.unwrap_or(SMALLEST).clamp(SMALLEST, LARGEST) as usize;
        let id = begun.upload_id.ok_or_else(unnamed)?;
        Ok(Upload { repository: self, id, size, part: Vec::with_capacity(size), sent: 0 })
    }
}

/// A layer on its way in. Whatever was begun and never ended is thrown away by ECR.
pub(super) struct Upload<'a> {
    repository: &'a Repository<'a>,
    id: String,
    /// Of a part.
    size: usize,
    part: Vec<u8>,
    sent: u64,
}

impl Upload<'_> {
    /// Takes the next bytes, and sends as many whole parts as there are. Answers how many bytes were sent.
    pub async fn push(&mut self, mut bytes: &[u8]) -> Result<u64, CloudError> {
        let before = self.sent;
        while !bytes.is_empty() {
            let (fitting, rest) = bytes.split_at(bytes.len().min(self.size - self.part.len()));
            self.part.extend_from_slice(fitting);
            bytes = rest;
            if self.part.len() == self.size {
                self.send().await?;
            }
        }
        Ok(self.sent - before)
    }

    /// Sends what is left and has ECR check the whole by its digest. Answers how many bytes were sent.
    pub async fn finish(mut self, digest: &str) -> Result<u64, CloudError> {
        let before = self.sent;
        if !self.part.is_empty() {
            self.send().await?;
        }
        let repository = self.repository;
        let finish = repository.client.ecr.complete_layer_upload().upload_id(&self.id).layer_digests(digest);
        let _room = repository.client.gate.acquire().await;
        match finish.repository_name(repository.name.repository).send().await {
            Ok(_) => Ok(self.sent - before),
            Err(error) => {
                let failed = failure(&repository.title(), &error);
                match failed.is(&["LayerAlreadyExistsException"]) {
                    // Another copy, or another image with the same layer, was faster.
                    true => Ok(self.sent - before),
                    false => Err(anew(failed)),
                }
            }
        }
    }

    async fn send(&mut self) -> Result<(), CloudError> {
        let (first, length) = (self.sent as i64, self.part.len() as i64);
        let last = first + length - 1;
        let repository = self.repository;
        let part = std::mem::replace(&mut self.part, Vec::with_capacity(self.size));
        let patient = TimeoutConfig::builder()
            .operation_attempt_timeout(PART_TIMEOUT)
            .operation_timeout(3 * PART_TIMEOUT);
        let send = repository.client.ecr.upload_layer_part().repository_name(repository.name.repository);
        let send = send.upload_id(&self.id).part_first_byte(first).part_last_byte(last);
        let send = send.layer_part_blob(Blob::new(part)).customize();
        let send = send.config_override(aws_sdk_ecr::Config::builder().timeout_config(patient.build()));
        let _room = repository.client.gate.acquire().await;
        match send.send().await {
            Ok(_) => {}
            // An answer was lost, and the part sent again.
            Err(error) if received(error.as_service_error()) == Some(last) => {}
            Err(error) => return Err(anew(failure(&repository.title(), &error))),
        }
        self.sent += length as u64;
        Ok(())
    }
}

fn received(error: Option<&UploadLayerPartError>) -> Option<i64> {
    match error? {
        UploadLayerPartError::InvalidLayerPartException(error) => error.last_valid_byte_received(),
        _ => None,
    }
}

/// An upload that came to nothing is begun anew some time later.
fn anew(failed: Failure) -> CloudError {
    match failed.is(&["UploadNotFoundException", "InvalidLayerPartException"]) {
        true => CloudError::Unavailable(failed.error.to_string()),
        false => failed.error,
    }
}
