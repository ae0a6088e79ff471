//! Artifact stores: objects in S3, and images in ECR.

mod built;
mod images;
mod objects;
mod registry;

use domain::names::{RegionName, StageName};
use services::ports::Place;

fn place(region: &str) -> Place {
    let stage = StageName::parse("live").expect("a stage");
    Place { stage, region: RegionName::parse(region).expect("a region"), role_arn: None }
}
