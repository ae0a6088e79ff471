use crate::fixtures::*;
use crate::harness::Harness;
use domain::Timestamp;
use domain::address::{Cidr, next_free};
use domain::ids::{ActorId, EnvironmentId, ServiceId};
use domain::names::ServiceName;
use domain::service::CatalogService;
use services::ports::{Allocation, Commit, IdempotencyRecord, Store, StoreError, Write};
use std::sync::Arc;

pub async fn a_stale_version_is_a_conflict(h: Harness) {
    let first = request("req_1", "api", &[("dev", "us-east-1")], 1);
    put(&h.store, vec![create_request(&first)]).await;
    let write = |expected| Write::Request { expected, next: Box::new(first.clone()) };
    let again = h.store.commit(writing(vec![write(None)])).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
    put(&h.store, vec![write(Some(1))]).await;
    let stale = h.store.commit(writing(vec![write(Some(1))])).await;
    assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
    let stored = h.store.request(&first.id).await.expect("a read").expect("a request");
    assert_eq!(stored.version, 2);

    let mut env = environment(["api", "web", "dev", "us-east-1"]);
    put(&h.store, vec![create_environment(&env)]).await;
    env.stack_id = Some("arn:stack".to_owned());
    let update = |expected| Write::Environment { expected: Some(expected), next: Box::new(env.clone()) };
    put(&h.store, vec![update(1)]).await;
    let drop = |expected| Write::DropEnvironment { id: env.id.clone(), expected };
    for stale in [update(1), drop(1)] {
        let stale = h.store.commit(writing(vec![stale])).await;
        assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
    }
    put(&h.store, vec![drop(2)]).await;
    assert_eq!(h.store.environment(&env.id).await, Ok(None));
}

pub async fn a_taken_key_is_a_conflict(h: Harness) {
    let first = environment(["api", "web", "dev", "us-east-1"]);
    let mut second = first.clone();
    second.id = EnvironmentId("env_other".to_owned());
    put(&h.store, vec![create_environment(&first)]).await;
    let taken = h.store.commit(writing(vec![create_environment(&second)])).await;
    assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");

    let service = |id: &str| {
        Write::Service(CatalogService {
            id: ServiceId(id.to_owned()),
            name: ServiceName::parse("api").expect("a service"),
            team: team("live"),
            created_at: Timestamp(1),
        })
    };
    put(&h.store, vec![service("svc_1")]).await;
    let taken = h.store.commit(writing(vec![service("svc_2")])).await;
    assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");
}

pub async fn a_failing_write_leaves_nothing(h: Harness) {
    let known = environment(["api", "web", "dev", "us-east-1"]);
    put(&h.store, vec![create_environment(&known)]).await;
    let before = h.store.live_head().await.expect("a head");
    let new = request("req_1", "api", &[("dev", "us-east-1")], 1);
    let failing = Commit {
        writes: vec![create_request(&new), create_environment(&known)],
        jobs: vec![job("1", "a", "p")],
        audit: vec![note("request.created", "req_1")],
        ..commit(5)
    };
    let failed = h.store.commit(failing).await;
    assert!(matches!(failed, Err(StoreError::Conflict(_))), "{failed:?}");
    assert_eq!(h.store.request(&new.id).await, Ok(None));
    assert_eq!(h.store.next_due().await, Ok(None));
    assert_eq!(h.store.audit_after(0, 10).await, Ok(vec![]));
    assert_eq!(h.store.live_head().await, Ok(before));
    put(&h.store, vec![create_request(&new)]).await;
}

pub async fn a_dropped_commit_leaves_nothing(h: Harness) {
    for at in 0..40_u64 {
        let new = request(&format!("req_{at}"), "api", &[("dev", "us-east-1")], 1);
        let commit =
            Commit { jobs: vec![job(&at.to_string(), "a", "p")], ..writing(vec![create_request(&new)]) };
        let patience = std::time::Duration::from_micros(at * 100);
        let done = tokio::time::timeout(patience, h.store.commit(commit)).await.is_ok();
        let stored = h.store.request(&new.id).await.expect("a read").is_some();
        assert!(stored || !done, "what was reported as done is there");
    }
    // A server may still be at a commit whose answer nobody awaits, and end it between two reads.
    let mut seen = counted(&h.store).await;
    for _ in 0..100 {
        if seen.0 == seen.1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        seen = counted(&h.store).await;
    }
    assert_eq!(seen.0, seen.1, "each commit is whole or not there");
}

/// Requests, and jobs that wait.
async fn counted(store: &store::Database) -> (i64, i64) {
    let requests = store.requests(&Default::default(), None, 100).await.expect("a list").items.len();
    let jobs = store.job_counts().await.expect("counts").iter().map(|(_, waiting, _)| waiting).sum();
    (requests as i64, jobs)
}

pub async fn ranges_are_never_given_out_twice(h: Harness) {
    let pool = Cidr::parse("10.0.0.0/16").expect("a range");
    let take = |store: Arc<store::Database>, who: usize| async move {
        loop {
            let mut book = store.address_book().await.expect("the book");
            let taken: Vec<Cidr> = book.value.allocations.iter().map(|a| a.cidr).collect();
            book.value.allocations.push(Allocation {
                cidr: next_free(pool, 24, &taken).expect("a free range"),
                environment: EnvironmentId(format!("env_{who}")),
                parameter: "Cidr".to_owned(),
                stage: stage("dev"),
                region: region("us-east-1"),
                owner: format!("owner {who}"),
            });
            let write = Write::AddressBook { expected: book.version, next: book.value };
            match store.commit(writing(vec![write])).await {
                Ok(_) => return,
                Err(StoreError::Conflict(_)) => continue,
                Err(other) => panic!("{other}"),
            }
        }
    };
    let takers: Vec<_> = (0..12).map(|who| tokio::spawn(take(h.store.clone(), who))).collect();
    for taker in takers {
        taker.await.expect("a taker");
    }
    let book = h.store.address_book().await.expect("the book");
    let given = &book.value.allocations;
    assert_eq!((book.version, given.len()), (13, 12));
    for (position, one) in given.iter().enumerate() {
        assert!(given[position + 1..].iter().all(|other| !one.cidr.overlaps(other.cidr)), "{one:?}");
    }
}

pub async fn an_idempotency_key_counts_once(h: Harness) {
    let record = |actor: &str, request: &str| IdempotencyRecord {
        actor: ActorId(actor.to_owned()),
        key: "same-key".to_owned(),
        content_hash: "hash".to_owned(),
        made: request.to_owned(),
        at: Timestamp(7),
    };
    put(&h.store, vec![Write::Idempotency(record("usr_1", "req_1"))]).await;
    put(&h.store, vec![Write::Idempotency(record("usr_2", "req_2"))]).await;
    let twice = h.store.commit(writing(vec![Write::Idempotency(record("usr_1", "req_3"))])).await;
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    let found = h.store.idempotency(&ActorId("usr_1".to_owned()), "same-key").await;
    assert_eq!(found, Ok(Some(record("usr_1", "req_1"))));
}
