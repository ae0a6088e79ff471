//! Failures, cancellations and deletions.

use super::bench::Bench;
use super::templates::{GATED, PLAIN};
use domain::stack::{StackEnd, end_in, root_cause};
use services::ports::CloudError;

pub(super) async fn a_failing_creation_tells_the_clouds_own_reason(bench: Bench) {
    let spec = bench.spec(1, GATED, &[]);
    let failed = bench.applied(&spec).await;
    assert_eq!(failed.status, "ROLLBACK_COMPLETE");
    let events = bench.events(&failed.id, None).await;
    assert_eq!(end_in(&events, &spec.token), Some(StackEnd::RolledBack));
    let cause = root_cause(&events).expect("a cause");
    assert_eq!((cause.logical_id.as_str(), cause.status.as_str()), ("Gate", "CREATE_FAILED"));
    assert!(cause.reason.as_ref().is_some_and(|why| why.contains("WaitCondition timed out")), "{cause:?}");
    assert_eq!(bench.cloud.delete_stack(&bench.here, &failed.id, &bench.token(2)).await, Ok(()));
    bench.gone().await;
}

pub(super) async fn a_failing_update_is_rolled_back(bench: Bench) {
    let created = bench.applied(&bench.spec(1, PLAIN, &[])).await;
    let spec = bench.spec(2, GATED, &[("Payload", "two")]);
    let failed = bench.applied(&spec).await;
    assert_eq!(failed.status, "UPDATE_ROLLBACK_COMPLETE");
    assert_eq!(failed.outputs, created.outputs, "as before");
    let events = bench.events(&created.id, None).await;
    assert_eq!(end_in(&events, &spec.token), Some(StackEnd::RolledBack));
    assert_eq!(root_cause(&events).map(|cause| cause.logical_id.as_str()), Some("Gate"));
    let resources = bench.cloud.resources(&bench.here, &bench.stack).await.expect("resources");
    let alive = resources.iter().filter(|row| row.status != "DELETE_COMPLETE");
    let mut alive: Vec<&str> = alive.map(|row| row.logical_id.as_str()).collect();
    alive.sort();
    assert_eq!(alive, ["Lines", "Note"]);
    let mended = bench.applied(&bench.spec(3, PLAIN, &[("Payload", "three")])).await;
    assert_eq!(mended.status, "UPDATE_COMPLETE");
}

pub(super) async fn an_update_can_be_cancelled(bench: Bench) {
    let Bench { cloud, here, stack, .. } = &bench;
    let created = bench.applied(&bench.spec(1, PLAIN, &[])).await;
    assert_eq!(
        cloud.cancel_update(here, stack, &bench.token(8)).await,
        Ok(()),
        "fine when none is under way"
    );
    let spec = bench.spec(2, GATED, &[("Payload", "two")]);
    let plan = bench.ready(&spec).await;
    bench.execute(&plan, &spec.token).await;
    let busy = cloud.stacks_in_progress(here).await.expect("a list");
    let own = busy.iter().find(|found| found.id == created.id).expect("is under way");
    assert_eq!((&own.name, own.status.as_str()), (stack, "UPDATE_IN_PROGRESS"));
    for _ in 0..2 {
        assert_eq!(cloud.cancel_update(here, stack, &bench.token(9)).await, Ok(()));
    }
    let ended = bench.ended(stack).await;
    assert_eq!((ended.status.as_str(), &ended.outputs), ("UPDATE_ROLLBACK_COMPLETE", &created.outputs));
    let busy = cloud.stacks_in_progress(here).await.expect("a list");
    assert!(busy.iter().all(|found| found.id != created.id));
}

pub(super) async fn a_deleted_stack_is_gone_by_name_and_known_by_id(bench: Bench) {
    let Bench { cloud, here, stack, .. } = &bench;
    let created = bench.applied(&bench.spec(1, PLAIN, &[])).await;
    let token = bench.token(2);
    for _ in 0..2 {
        assert_eq!(cloud.delete_stack(here, &created.id, &token).await, Ok(()));
    }
    bench.gone().await;
    assert_eq!(cloud.delete_stack(here, &created.id, &token).await, Ok(()), "even when it is gone");
    assert_eq!(cloud.delete_stack(here, stack, &token).await, Ok(()));
    let remains = cloud.stack(here, &created.id).await.expect("answers").expect("known by id");
    assert_eq!((remains.status.as_str(), &remains.name), ("DELETE_COMPLETE", stack));
    let events = bench.events(&created.id, None).await;
    assert_eq!(end_in(&events, &token), Some(StackEnd::Complete));
    let ends = events.iter().filter(|event| event.of_stack() && event.status == "DELETE_COMPLETE");
    assert_eq!(ends.count(), 1);
    let again = bench.applied(&bench.spec(1, PLAIN, &[])).await;
    assert_ne!(again.id, created.id, "the name is free for another stack");
}

pub(super) async fn a_creation_under_way_can_be_deleted(bench: Bench) {
    let spec = bench.spec(1, GATED, &[]);
    let plan = bench.ready(&spec).await;
    bench.execute(&plan, &spec.token).await;
    let busy = bench.cloud.stacks_in_progress(&bench.here).await.expect("a list");
    assert!(busy.iter().any(|found| found.id == plan.stack_id && found.status == "CREATE_IN_PROGRESS"));
    assert_eq!(bench.cloud.delete_stack(&bench.here, &plan.stack_id, &bench.token(2)).await, Ok(()));
    bench.gone().await;
    let remains = bench.cloud.stack(&bench.here, &plan.stack_id).await.expect("answers");
    assert_eq!(remains.map(|stack| stack.status).as_deref(), Some("DELETE_COMPLETE"));
}

pub(super) async fn protection_holds_until_it_is_taken_off(bench: Bench) {
    let Bench { cloud, here, stack, .. } = &bench;
    let created = bench.applied(&bench.spec(1, PLAIN, &[])).await;
    assert!(!created.termination_protection);
    for _ in 0..2 {
        assert_eq!(cloud.set_termination_protection(here, stack, true).await, Ok(()));
    }
    assert!(bench.ended(stack).await.termination_protection);
    let refused = cloud.delete_stack(here, stack, &bench.token(2)).await;
    let words = "TerminationProtection";
    assert!(matches!(&refused, Err(CloudError::Refused(why)) if why.contains(words)), "{refused:?}");
    assert_eq!(bench.ended(stack).await.status, "CREATE_COMPLETE");
    assert_eq!(cloud.set_termination_protection(here, &created.id, false).await, Ok(()));
    assert_eq!(cloud.delete_stack(here, stack, &bench.token(3)).await, Ok(()));
    bench.gone().await;
}
