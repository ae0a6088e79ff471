//! Objects in S3, against the sandbox cloud.

use crate::place;
use adapters::{ArtifactOptions, CloudOptions, S3Artifacts};
use async_trait::async_trait;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::types::{BucketLocationConstraint, ChecksumAlgorithm, CreateBucketConfiguration};
use domain::approval::Digest;
use domain::release::Artifact;
use services::ports::{Artifacts, CloudError, Copied, Place, Stored};
use sha2::{Digest as _, Sha256};
use simulated::contract_artifacts::{self, Bench as Contract};
use std::sync::atomic::{AtomicU64, Ordering};
use testbed::Ministack;

const BUCKET: &str = "artifacts-{region}";
/// Of a part, in bytes.
const PART: usize = 5 * 1024 * 1024;

struct Bench {
    sandbox: Ministack,
    stores: S3Artifacts,
    home: Place,
    away: Place,
}

fn artifact(bytes: &[u8]) -> Artifact {
    let digest = Digest(format!("sha256:{}", hex::encode(Sha256::digest(bytes))));
    Artifact { key: "api/1.8.2.zip".to_owned(), digest, size: bytes.len() as u64, ..Artifact::default() }
}

/// Bytes of which no two parts are the same.
fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at.wrapping_mul(31) ^ (at >> 8) ^ (at >> 16)) as u8).collect()
}

/// Makes a bucket, unless it is there.
async fn make(s3: &aws_sdk_s3::Client, bucket: &str, place: &Place) {
    let here = BucketLocationConstraint::from(place.region.as_str());
    let here = CreateBucketConfiguration::builder().location_constraint(here).build();
    let _ = s3.create_bucket().bucket(bucket).create_bucket_configuration(here).send().await;
}

impl Bench {
    async fn new() -> Self {
        let sandbox = Ministack::start().await;
        let cloud = CloudOptions::sandbox(&sandbox.url());
        let options = ArtifactOptions { cloud, bucket: BUCKET.to_owned(), create_buckets: true };
        let (home, away) = (place("ap-northeast-2"), place("eu-west-3"));
        Bench { stores: S3Artifacts::new(options), sandbox, home, away }
    }

    fn s3(&self, place: &Place) -> (aws_sdk_s3::Client, String) {
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(place.region.as_str().to_owned()))
            .credentials_provider(Credentials::new("test", "test", None, None, "test"))
            .endpoint_url(self.sandbox.url())
            .force_path_style(true)
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        (aws_sdk_s3::Client::from_conf(config), BUCKET.replace("{region}", place.region.as_str()))
    }

    async fn put(&self, place: &Place, bytes: &[u8]) {
        self.put_under("api/1.8.2.zip", place, bytes).await;
    }

    async fn put_under(&self, key: &str, place: &Place, bytes: &[u8]) {
        let (s3, bucket) = self.s3(place);
        make(&s3, &bucket, place).await;
        s3.put_object().bucket(bucket).key(key).body(bytes.to_vec().into()).send().await.expect("stored");
    }

    async fn copy(&self, artifact: &Artifact) -> Result<u64, CloudError> {
        let done = AtomicU64::new(0);
        let told = |copied: Copied| done.store(copied.done, Ordering::Relaxed);
        self.stores.copy(&self.home, &self.away, artifact, &told).await?;
        Ok(done.into_inner())
    }

    async fn stored(&self, artifact: &Artifact) -> Stored {
        self.stores.stored(&self.away, artifact).await.expect("answers")
    }
}

#[async_trait]
impl Contract for Bench {
    fn artifacts(&self) -> &dyn Artifacts {
        &self.stores
    }

    fn home(&self) -> Place {
        self.home.clone()
    }

    fn away(&self) -> Place {
        self.away.clone()
    }

    fn artifact(&self, name: &str) -> Artifact {
        Artifact { key: name.to_owned(), ..artifact(name.repeat(1_000).as_bytes()) }
    }

    async fn put(&self, place: &Place, artifact: &Artifact) {
        self.put_under(&artifact.key, place, artifact.key.repeat(1_000).as_bytes()).await;
    }

    async fn damage(&self, place: &Place, artifact: &Artifact) {
        self.put_under(&artifact.key, place, b"something else").await;
    }
}

#[tokio::test]
async fn buckets_keep_the_contract() {
    contract_artifacts::run(&Bench::new().await).await;
}

#[tokio::test]
async fn small_and_large_artifacts_arrive() {
    let bench = Bench::new().await;
    for length in [1_000, 0, 3 * PART + 17] {
        let bytes = bytes(length);
        let artifact = artifact(&bytes);
        bench.put(&bench.home, &bytes).await;
        assert_ne!(bench.stored(&artifact).await, Stored::Same, "{length}");
        assert_eq!(bench.copy(&artifact).await, Ok(length as u64));
        assert_eq!(bench.stored(&artifact).await, Stored::Same, "{length}");
    }
}

#[tokio::test]
async fn what_is_not_the_artifact_is_told_apart_and_replaced() {
    let bench = Bench::new().await;
    let good = bytes(50_000);
    let artifact = artifact(&good);
    assert!(matches!(bench.copy(&artifact).await, Err(CloudError::Refused(_))), "nothing at home");
    assert_eq!(bench.stored(&artifact).await, Stored::Missing);
    let mut damaged = good.clone();
    damaged[777] ^= 1;
    bench.put(&bench.home, &damaged).await;
    let refused = bench.copy(&artifact).await;
    assert!(matches!(&refused, Err(CloudError::Refused(words)) if words.contains("sha256:")), "{refused:?}");
    bench.put(&bench.home, &good).await;
    bench.put(&bench.away, &damaged).await;
    assert!(matches!(bench.stored(&artifact).await, Stored::Different { .. }));
    bench.put(&bench.away, &good[1..]).await;
    let found = "49999 bytes instead of 50000".to_owned();
    assert_eq!(bench.stored(&artifact).await, Stored::Different { found });
    assert_eq!(bench.copy(&artifact).await, Ok(50_000));
    assert_eq!(bench.stored(&artifact).await, Stored::Same);
}

/// Begins an upload by hand, with its first part.
async fn interrupted(bench: &Bench, part: &[u8]) {
    let (s3, bucket) = bench.s3(&bench.away);
    make(&s3, &bucket, &bench.away).await;
    let begin = s3.create_multipart_upload().bucket(&bucket).key("api/1.8.2.zip");
    let begun = begin.checksum_algorithm(ChecksumAlgorithm::Sha256).send().await.expect("begun");
    let part =
        s3.upload_part().bucket(&bucket).key("api/1.8.2.zip").part_number(1).body(part.to_vec().into());
    let part = part.checksum_algorithm(ChecksumAlgorithm::Sha256);
    part.upload_id(begun.upload_id().expect("an id")).send().await.expect("uploaded");
}

#[tokio::test]
async fn an_interrupted_copy_is_taken_up() {
    let bench = Bench::new().await;
    let bytes = bytes(2 * PART + 5);
    let artifact = artifact(&bytes);
    bench.put(&bench.home, &bytes).await;
    interrupted(&bench, &bytes[..PART]).await;
    assert_eq!(bench.copy(&artifact).await, Ok(bytes.len() as u64));
    assert_eq!(bench.stored(&artifact).await, Stored::Same);
    let (s3, bucket) = bench.s3(&bench.away);
    let left = s3.list_multipart_uploads().bucket(bucket).send().await.expect("answers");
    assert!(left.uploads().is_empty(), "it was taken up, not begun anew: {left:?}");
}

#[tokio::test]
async fn parts_of_something_else_do_not_get_into_a_copy() {
    let bench = Bench::new().await;
    let bytes = bytes(2 * PART + 5);
    let artifact = artifact(&bytes);
    bench.put(&bench.home, &bytes).await;
    interrupted(&bench, &bytes[1..=PART]).await;
    assert_eq!(bench.copy(&artifact).await, Ok(bytes.len() as u64));
    assert_eq!(bench.stored(&artifact).await, Stored::Same);
}
