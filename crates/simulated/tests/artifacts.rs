//! The contract of artifact stores, kept in memory.

use async_trait::async_trait;
use domain::approval::Digest;
use domain::names::{RegionName, StageName};
use domain::release::Artifact;
use services::ports::{Artifacts, Place};
use simulated::SimulatedArtifacts;
use simulated::contract_artifacts::{Bench, run};

struct InMemory(SimulatedArtifacts);

fn place(region: &str) -> Place {
    let stage = StageName::parse("live").expect("a stage");
    Place { stage, region: RegionName::parse(region).expect("a region"), role_arn: None }
}

#[async_trait]
impl Bench for InMemory {
    fn artifacts(&self) -> &dyn Artifacts {
        &self.0
    }

    fn home(&self) -> Place {
        place("ap-northeast-2")
    }

    fn away(&self) -> Place {
        place("eu-west-3")
    }

    fn artifact(&self, name: &str) -> Artifact {
        Artifact { key: name.to_owned(), digest: Digest::of(&name), size: 10, ..Artifact::default() }
    }

    async fn put(&self, place: &Place, artifact: &Artifact) {
        self.0.put(place, artifact);
    }

    async fn damage(&self, place: &Place, artifact: &Artifact) {
        self.0.put_other(place, &artifact.key, &Digest::of(&"other").0);
    }
}

#[tokio::test]
async fn the_contract_is_kept() {
    run(&InMemory(SimulatedArtifacts::default())).await;
}
