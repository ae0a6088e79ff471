//! Uploads in parts: begun, taken up again, finished.

use super::Spot;
use super::parts::Part;
use crate::cloudformation::failure::{Failure, failure};
use aws_sdk_s3::types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use services::ports::CloudError;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

impl Spot<'_> {
    /// The newest upload that was not finished.
    pub async fn unfinished(&self) -> Result<Option<String>, CloudError> {
        let _room = self.client.gate.acquire().await;
        let list = self.client.s3.list_multipart_uploads().bucket(&self.bucket).prefix(self.key);
        let list = list.send().await.map_err(|error| failure(&self.name(), &error).error)?;
        let mine = list.uploads().iter().filter(|upload| upload.key() == Some(self.key));
        let newest = mine.max_by_key(|upload| upload.initiated().map(|at| at.secs()));
        Ok(newest.and_then(|upload| upload.upload_id()).map(str::to_owned))
    }

    pub async fn begin(&self) -> Result<String, CloudError> {
        let _room = self.client.gate.acquire().await;
        let create = self.client.s3.create_multipart_upload().bucket(&self.bucket).key(self.key);
        let begun = create.checksum_algorithm(ChecksumAlgorithm::Sha256).send().await;
        let begun = begun.map_err(|error| failure(&self.name(), &error).error)?;
        let unnamed = || CloudError::Unavailable(format!("S3 named no upload for {}", self.name()));
        begun.upload_id().map(str::to_owned).ok_or_else(unnamed)
    }

    /// What an upload has already, by number.
    pub async fn done(&self, upload: &str) -> Result<BTreeMap<i32, (u64, CompletedPart)>, CloudError> {
        let list = self.client.s3.list_parts().bucket(&self.bucket).key(self.key).upload_id(upload);
        let mut pages = list.into_paginator().send();
        let mut done = BTreeMap::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| failure(&self.name(), &error).error)?;
            done.extend(page.parts().iter().filter_map(|part| {
                let size = u64::try_from(part.size()?).ok()?;
                Some((
                    part.part_number()?,
                    (size, completed(part.part_number()?, part.e_tag()?, part.checksum_sha256())),
                ))
            }));
        }
        Ok(done)
    }

    pub async fn upload(
        &self,
        upload: &str,
        part: Part,
        bytes: Vec<u8>,
    ) -> Result<CompletedPart, CloudError> {
        let checksum = BASE64_STANDARD.encode(Sha256::digest(&bytes));
        let _room = self.client.gate.acquire().await;
        let put = self.client.s3.upload_part().bucket(&self.bucket).key(self.key).upload_id(upload);
        let put = put.part_number(part.number).checksum_sha256(&checksum).body(bytes.into());
        let put = put.send().await.map_err(|error| failure(&self.name(), &error).error)?;
        Ok(completed(part.number, put.e_tag().unwrap_or_default(), Some(&checksum)))
    }

    pub async fn finish(&self, upload: &str, parts: Vec<CompletedPart>) -> Result<(), Failure> {
        let parts = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
        let _room = self.client.gate.acquire().await;
        let finish = self.client.s3.complete_multipart_upload().bucket(&self.bucket).key(self.key);
        let finish = finish.upload_id(upload).multipart_upload(parts).send().await;
        finish.map(|_| ()).map_err(|error| failure(&self.name(), &error))
    }

    /// Throws an upload's parts away, which cost money as long as they lie there.
    pub async fn abandon(&self, upload: &str) -> Result<(), Failure> {
        let _room = self.client.gate.acquire().await;
        let abort = self.client.s3.abort_multipart_upload().bucket(&self.bucket).key(self.key);
        abort.upload_id(upload).send().await.map(|_| ()).map_err(|error| failure(&self.name(), &error))
    }

    /// A small object, at once. S3 refuses it when it is not what the checksum says.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<(), CloudError> {
        let checksum = BASE64_STANDARD.encode(Sha256::digest(&bytes));
        let _room = self.client.gate.acquire().await;
        let put = self.client.s3.put_object().bucket(&self.bucket).key(self.key);
        let put = put.checksum_sha256(checksum).body(bytes.into()).send().await;
        put.map(|_| ()).map_err(|error| failure(&self.name(), &error).error)
    }
}

fn completed(number: i32, etag: &str, checksum: Option<&str>) -> CompletedPart {
    let part = CompletedPart::builder().part_number(number).e_tag(etag);
    part.set_checksum_sha256(checksum.map(str::to_owned)).build()
}
