//! CloudFormation over the wire, against the sandbox cloud.

use adapters::{CloudFormation, CloudOptions};
use simulated::contract::{self, Bench};
use std::sync::Arc;
use testbed::Ministack;

async fn keeps_the_contract(auth: bool) {
    let sandbox = Ministack::options().auth(auth).start().await;
    let cloud = CloudFormation::new(CloudOptions::sandbox(&sandbox.url()));
    contract::run(&Bench::new(Arc::new(cloud))).await;
}

#[tokio::test]
async fn the_contract_is_kept() {
    keeps_the_contract(false).await;
}

#[tokio::test]
async fn the_contract_is_kept_where_permissions_are_checked() {
    keeps_the_contract(true).await;
}
