//! Images in ECR.

use crate::built::{Built, digest, docker_image, docker_list, image, index};
use crate::place;
use crate::registry::{Fault, Registry};
use adapters::{CloudOptions, EcrImages, ImageOptions};
use async_trait::async_trait;
use domain::approval::Digest;
use domain::release::{Artifact, ArtifactKind};
use services::ports::{Artifacts, CloudError, Copied, Place, Stored};
use simulated::contract_artifacts::{self, Bench as Contract};
use std::sync::Mutex;

const HOME: &str = "ap-northeast-2";
const AWAY: &str = "eu-west-3";

struct Bench {
    registry: Registry,
    images: EcrImages,
}

/// Bytes that no other seed has.
fn bytes(seed: &str, length: usize) -> Vec<u8> {
    let seed = digest(seed).into_bytes();
    (0..length).map(|at| seed[at % seed.len()] ^ (at / seed.len()) as u8).collect()
}

fn artifact(name: &str, built: &Built) -> Artifact {
    Artifact { kind: ArtifactKind::Image, key: name.to_owned(), digest: Digest(built.digest()), size: 0 }
}

impl Bench {
    async fn new() -> Self {
        Self::allowed(true).await
    }

    async fn allowed(create_repositories: bool) -> Self {
        let registry = Registry::start().await;
        let cloud = CloudOptions { attempts: 3, ..CloudOptions::sandbox(registry.url()) };
        Bench { registry, images: EcrImages::new(ImageOptions { cloud, create_repositories }) }
    }

    async fn copy(&self, artifact: &Artifact) -> Result<Vec<Copied>, CloudError> {
        let all = Mutex::new(Vec::new());
        let told = |copied| all.lock().expect("nobody panics").push(copied);
        self.images.copy(&place(HOME), &place(AWAY), artifact, &told).await?;
        Ok(all.into_inner().expect("nobody panics"))
    }

    async fn stored(&self, artifact: &Artifact) -> Stored {
        self.images.stored(&place(AWAY), artifact).await.expect("answers")
    }
}

/// What the contract's artifacts are: an image with two layers.
fn of_contract(name: &str) -> Built {
    image(name, &[bytes(name, 40_000), bytes("base", 10_000)])
}

#[async_trait]
impl Contract for Bench {
    fn artifacts(&self) -> &dyn Artifacts {
        &self.images
    }

    fn home(&self) -> Place {
        place(HOME)
    }

    fn away(&self) -> Place {
        place(AWAY)
    }

    fn artifact(&self, name: &str) -> Artifact {
        artifact(name, &of_contract(name))
    }

    async fn put(&self, place: &Place, artifact: &Artifact) {
        self.registry.push(place.region.as_str(), &artifact.key, &of_contract(&artifact.key));
    }

    async fn damage(&self, place: &Place, artifact: &Artifact) {
        let layer = digest(bytes(&artifact.key, 40_000));
        self.registry.forget_layer(place.region.as_str(), &artifact.key, &layer);
    }
}

#[tokio::test]
async fn registries_keep_the_contract() {
    contract_artifacts::run(&Bench::new().await).await;
}

#[tokio::test]
async fn images_for_several_platforms_arrive_with_all_that_they_share() {
    let bench = Bench::new().await;
    let base = bytes("base", 30_000);
    let arm = image("arm64", &[base.clone(), bytes("arm", 20_000)]);
    let x86 = image("amd64", &[base.clone(), bytes("x86", 20_000)]);
    let oci = index(&[index(&[arm.clone(), x86.clone()]), x86.clone()]);
    let shared = [base];
    let docker = docker_list(&[docker_image("arm64", &shared), docker_image("amd64", &shared)]);
    for (name, built) in [("team/oci:1.8.2", &oci), ("team/docker:1.8.2", &docker)] {
        let (artifact, repository) = (artifact(name, built), name.split(':').next().expect("a name"));
        bench.registry.push(HOME, repository, built);
        let told = bench.copy(&artifact).await.expect("copied");
        assert_eq!(bench.stored(&artifact).await, Stored::Same, "{name}");
        let all = Copied { done: built.size(), total: built.size() };
        assert!(told.contains(&all), "{told:?} ends with {all:?}");
        for one in built.all() {
            assert!(bench.registry.has_image(AWAY, repository, &one.digest()), "{name}");
        }
        let tagged = bench.registry.tagged(AWAY, repository, "1.8.2");
        assert_eq!(tagged, Some(built.digest()), "the tag is that of the whole");
    }
}

#[tokio::test]
async fn an_image_without_one_of_its_platforms_is_not_the_image() {
    let bench = Bench::new().await;
    let arm = image("arm64", &[bytes("arm", 20_000)]);
    let whole = index(&[arm.clone(), image("amd64", &[bytes("x86", 20_000)])]);
    bench.registry.push(AWAY, "team/api", &whole);
    assert_eq!(bench.stored(&artifact("team/api", &whole)).await, Stored::Same);
    bench.registry.swap_manifest(AWAY, "team/api", &arm.digest(), "{}");
    let found = bench.stored(&artifact("team/api", &whole)).await;
    assert_eq!(found, Stored::Different { found: digest("{}") });
}

#[tokio::test]
async fn large_layers_go_part_by_part_and_a_lost_answer_does_no_harm() {
    let bench = Bench::new().await;
    let built = image("arm64", &[bytes("large", 12 * 1024 * 1024)]);
    let artifact = artifact("team/api", &built);
    bench.registry.push(HOME, "team/api", &built);
    bench.registry.goes_wrong(Fault::LosesAnswer);
    let told = bench.copy(&artifact).await.expect("copied");
    assert_eq!(bench.stored(&artifact).await, Stored::Same);
    // Two parts and a configuration, and one part that was sent twice.
    assert_eq!(bench.registry.calls("UploadLayerPart"), 4);
    let done: Vec<u64> = told.iter().map(|copied| copied.done).filter(|done| *done > 0).collect();
    assert!(done.len() >= 3, "progress is told part by part: {done:?}");
}

#[tokio::test]
async fn an_interrupted_copy_is_taken_up() {
    let bench = Bench::new().await;
    let layers: Vec<_> = (0..4).map(|at| bytes(&format!("layer {at}"), 20_000)).collect();
    let built = image("arm64", &layers);
    let artifact = artifact("team/api", &built);
    bench.registry.push(HOME, "team/api", &built);
    bench.registry.goes_wrong(Fault::BreaksOff(3));
    let broken = bench.copy(&artifact).await;
    assert!(matches!(&broken, Err(CloudError::Unavailable(_))), "{broken:?}");
    assert_eq!(bench.stored(&artifact).await, Stored::Missing);
    let before = bench.registry.calls("CompleteLayerUpload");
    assert!((1..5).contains(&before), "{before} of five have arrived");
    let told = bench.copy(&artifact).await.expect("copied");
    assert_eq!(bench.registry.calls("CompleteLayerUpload"), 5, "what had arrived is not sent again");
    assert!(told[0].done > 0, "what had arrived counts: {:?}", told[0]);
    assert_eq!(bench.stored(&artifact).await, Stored::Same);
}

#[tokio::test]
async fn a_layer_that_is_another_one_does_not_get_in() {
    let bench = Bench::new().await;
    let built = image("arm64", &[bytes("layer", 20_000)]);
    let artifact = artifact("team/api", &built);
    bench.registry.push(HOME, "team/api", &built);
    bench.registry.goes_wrong(Fault::Damages(0));
    let refused = bench.copy(&artifact).await;
    assert!(matches!(&refused, Err(CloudError::Refused(why)) if why.contains("damaged")), "{refused:?}");
    assert_eq!(bench.stored(&artifact).await, Stored::Missing);
    bench.copy(&artifact).await.expect("it is whole again");
    assert_eq!(bench.stored(&artifact).await, Stored::Same);
}

#[tokio::test]
async fn a_missing_repository_is_made_only_where_that_is_wanted() {
    let bench = Bench::allowed(false).await;
    let built = image("arm64", &[bytes("layer", 20_000)]);
    let artifact = artifact("team/api", &built);
    bench.registry.push(HOME, "team/api", &built);
    let refused = bench.copy(&artifact).await;
    assert!(
        matches!(&refused, Err(CloudError::Refused(why)) if why.contains("team/api in eu-west-3")),
        "{refused:?}"
    );
    bench.registry.make(AWAY, "team/api");
    bench.copy(&artifact).await.expect("copied");
    assert_eq!(bench.stored(&artifact).await, Stored::Same);
}

#[tokio::test]
async fn a_registry_that_throttles_says_so() {
    let bench = Bench::new().await;
    let built = image("arm64", &[bytes("layer", 20_000)]);
    bench.registry.push(HOME, "team/api", &built);
    bench.registry.goes_wrong(Fault::Throttles);
    let throttled = bench.copy(&artifact("team/api", &built)).await;
    assert!(matches!(throttled, Err(CloudError::Throttled(_))), "{throttled:?}");
    bench.registry.well_again();
    bench.copy(&artifact("team/api", &built)).await.expect("copied");
}
