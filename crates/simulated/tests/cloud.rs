//! The simulated cloud keeps the contract, and fails as it is told to.

use domain::Timestamp;
use simulated::contract::{self, Bench};
use simulated::{SimulatedCloud, Timing};
use std::sync::Arc;
use std::time::Duration;

fn timing() -> Timing {
    Timing {
        latency: Duration::from_millis(5),
        jitter: Duration::from_millis(5),
        change_set: Duration::from_millis(50),
        operation: Duration::from_secs(3),
    }
}

#[tokio::test(start_paused = true)]
async fn the_contract_is_kept() {
    let cloud = SimulatedCloud::with_seed(timing(), 7, Timestamp(1_000));
    contract::run(&Bench::new(Arc::new(cloud))).await;
}

#[tokio::test(start_paused = true)]
async fn two_runs_with_the_same_seed_are_the_same() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let cloud = Arc::new(SimulatedCloud::with_seed(timing(), 7, Timestamp(1_000)));
        contract::run(&Bench::new(cloud.clone())).await;
        runs.push((cloud.calls(), cloud.stacks()));
    }
    assert_eq!(runs[0], runs[1]);
    assert!(runs[0].0.len() > 300);
}
