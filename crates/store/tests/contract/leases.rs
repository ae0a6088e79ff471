use crate::fixtures::*;
use crate::harness::Harness;
use crate::jobs::{NOW, claim, limits};
use domain::Timestamp;
use services::ports::{Commit, Store, StoreError};

pub async fn an_expired_lease_is_taken_over(h: Harness) {
    h.store.enqueue(vec![job("1", "a", "p")]).await.expect("added");
    let first = claim(&h.store, &limits(10, 10)).await.remove(0);
    let at = |millis: i64| Timestamp(NOW.0 + millis);
    assert_eq!(h.store.claim("other", at(999), 1_000, &limits(10, 10)).await, Ok(vec![]));
    let second = h.store.claim("w", at(1_000), 1_000, &limits(10, 10)).await.expect("a claim").remove(0);
    assert_eq!((second.attempts, &second.id, second.run_at), (1, &first.id, first.run_at));
    assert_ne!(second.lease, first.lease, "the same worker gets another lease");
    assert_eq!(h.store.holds(&first.id, &first.lease).await, Ok(false));
    assert_eq!(h.store.holds(&first.id, &second.lease).await, Ok(true));
    let lost = [
        h.store.renew(&first, at(9_000)).await,
        h.store.reschedule(&first, NOW, None).await,
        h.store.finish(&first).await,
    ];
    for lost in lost {
        assert!(matches!(lost, Err(StoreError::Conflict(_))), "{lost:?}");
    }
    h.store.finish(&second).await.expect("ours");
}

pub async fn a_commit_without_its_lease_writes_nothing(h: Harness) {
    h.store.enqueue(vec![job("1", "a", "p")]).await.expect("added");
    let first = claim(&h.store, &limits(10, 10)).await.remove(0);
    let second = h.store.claim("other", Timestamp(99_000), 1_000, &limits(10, 10)).await.expect("a claim");
    let new = request("req_1", "api", &[("dev", "us-east-1")], 1);
    let late = Commit {
        finishes: Some((first.id.clone(), first.lease.clone())),
        jobs: vec![job("2", "a", "p")],
        audit: vec![note("request.created", "req_1")],
        ..writing(vec![create_request(&new)])
    };
    let lost = h.store.commit(late).await;
    assert!(matches!(lost, Err(StoreError::Conflict(_))), "{lost:?}");
    assert_eq!(h.store.request(&new.id).await, Ok(None));
    assert_eq!(h.store.audit_after(0, 9).await, Ok(vec![]));
    assert_eq!(h.store.job_counts().await, Ok(vec![("poll".to_owned(), 0, 1)]));
    h.store.finish(&second[0]).await.expect("still held by the other");
}

pub async fn a_commit_ends_its_job(h: Harness) {
    h.store.enqueue(vec![job("1", "a", "p")]).await.expect("added");
    let held = claim(&h.store, &limits(10, 10)).await.remove(0);
    let ending = || Commit {
        finishes: Some((held.id.clone(), held.lease.clone())),
        jobs: vec![job("2", "a", "p")],
        ..commit(1)
    };
    h.store.commit(ending()).await.expect("a commit");
    let twice = h.store.commit(ending()).await;
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    let next = claim(&h.store, &limits(10, 10)).await;
    assert_eq!(crate::jobs::names(&next), ["2"]);
}

pub async fn leases_are_renewed_and_given_back(h: Harness) {
    h.store.enqueue(vec![job("1", "a", "p")]).await.expect("added");
    let held = claim(&h.store, &limits(10, 10)).await.remove(0);
    h.store.renew(&held, Timestamp(60_000)).await.expect("renewed");
    assert_eq!(h.store.claim("other", Timestamp(59_999), 1, &limits(10, 10)).await, Ok(vec![]));
    h.store
        .reschedule(&held, Timestamp(30_000), Some("us-east-1 does not answer"))
        .await
        .expect("given back");
    let again = h.store.reschedule(&held, Timestamp(30_000), None).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
    let next =
        h.store.claim("other", Timestamp(30_000), 1, &limits(10, 10)).await.expect("a claim").remove(0);
    assert_eq!((next.attempts, next.run_at, &next.kind), (1, Timestamp(30_000), &held.kind));
}
