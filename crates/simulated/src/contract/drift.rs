//! Comparing what runs with what was applied.

use super::bench::Bench;
use super::templates::{GATED, PLAIN};
use domain::drift::DriftReport;
use services::ports::CloudError;

pub(super) async fn a_fresh_stack_is_in_sync(bench: Bench) {
    let created = bench.applied(&bench.spec(1, PLAIN, &[("Payload", "first")])).await;
    for stack in [&bench.stack, &created.id] {
        assert_eq!(bench.drift(stack).await, DriftReport::default());
    }
    bench.applied(&bench.spec(2, PLAIN, &[("Payload", "second"), ("Suffix", "b")])).await;
    assert_eq!(bench.drift(&bench.stack).await, DriftReport::default());
}

pub(super) async fn asking_for_drift_twice_is_harmless(bench: Bench) {
    let Bench { cloud, here, stack, .. } = &bench;
    bench.applied(&bench.spec(1, PLAIN, &[])).await;
    let first = cloud.start_drift_detection(here, stack).await.expect("may be asked for");
    match cloud.start_drift_detection(here, stack).await {
        Ok(second) => assert_eq!(bench.drift_of(stack, &second).await, DriftReport::default()),
        Err(error) => assert!(error.retryable(), "{error:?}"),
    }
    assert_eq!(bench.drift_of(stack, &first).await, DriftReport::default());
    let unknown = cloud.drift_detection(here, stack, "00000000-0000-0000-0000-000000000000").await;
    assert!(matches!(unknown, Err(CloudError::NotFound(_))), "{unknown:?}");
}

pub(super) async fn a_stack_at_work_is_not_compared(bench: Bench) {
    let spec = bench.spec(1, GATED, &[]);
    let plan = bench.ready(&spec).await;
    let review = bench.cloud.start_drift_detection(&bench.here, &bench.stack).await;
    assert!(matches!(review, Err(CloudError::Refused(_))), "{review:?}");
    bench.execute(&plan, &spec.token).await;
    let busy = bench.cloud.start_drift_detection(&bench.here, &bench.stack).await;
    assert!(matches!(busy, Err(CloudError::Refused(_))), "{busy:?}");
    assert_eq!(bench.cloud.delete_stack(&bench.here, &plan.stack_id, &bench.token(2)).await, Ok(()));
    bench.gone().await;
    let gone = bench.cloud.start_drift_detection(&bench.here, &plan.stack_id).await;
    assert!(matches!(gone, Err(CloudError::NotFound(_))), "{gone:?}");
}
