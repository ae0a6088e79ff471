use crate::fixtures::*;
use crate::harness::Harness;
use domain::Timestamp;
use services::ports::{ClaimLimits, Commit, LeasedJob, NewJob, Store};
use std::collections::BTreeSet;
use std::time::Duration;
use store::Database;

pub const NOW: Timestamp = Timestamp(10_000);

pub fn limits(batch: usize, per_pool: usize) -> ClaimLimits {
    ClaimLimits { batch, per_pool, pools: Default::default() }
}

pub async fn claim(store: &Database, limits: &ClaimLimits) -> Vec<LeasedJob> {
    store.claim("w", NOW, 1_000, limits).await.expect("a claim")
}

pub fn names(jobs: &[LeasedJob]) -> Vec<&str> {
    jobs.iter().map(|job| job.id.as_str().trim_start_matches("job_")).collect()
}

fn keyed(id: &str) -> NewJob {
    NewJob { unique_key: Some("poll dev us-east-1".to_owned()), ..job(id, "poll", "p") }
}

pub async fn a_lane_runs_one_at_a_time_in_order(h: Harness) {
    let later = NewJob { run_at: Timestamp(500), ..job("a2", "a", "p") };
    let jobs = vec![job("a1", "a", "p"), later, job("b1", "b", "p"), job("a3", "a", "p")];
    h.store.commit(Commit { jobs, ..commit(1) }).await.expect("a commit");
    let first = claim(&h.store, &limits(10, 10)).await;
    assert_eq!(names(&first), ["a1", "b1"], "a2 was due earlier but was written later");
    assert!(claim(&h.store, &limits(10, 10)).await.is_empty());
    h.store.reschedule(&first[0], Timestamp(20_000), Some("broke")).await.expect("given back");
    assert!(claim(&h.store, &limits(10, 10)).await.is_empty(), "the lane waits for its oldest job");
    h.store.reschedule(&first[1], NOW, None).await.expect("given back");
    let again = claim(&h.store, &limits(10, 10)).await;
    assert_eq!((names(&again), again[0].attempts), (vec!["b1"], 0));
    let later = h.store.claim("w", Timestamp(20_000), 1_000, &limits(10, 10)).await.expect("a claim");
    assert!(names(&later).contains(&"a1"));
    let a1 = later.iter().find(|job| job.id.as_str() == "job_a1").expect("a1");
    assert_eq!(a1.attempts, 1);
    h.store.finish(a1).await.expect("finished");
    assert_eq!(names(&claim(&h.store, &limits(10, 10)).await), ["a2"]);
}

pub async fn pools_are_limited_over_all_workers(h: Harness) {
    let other = h.again().await;
    let jobs: Vec<NewJob> = (0..30).map(|n| job(&n.to_string(), &n.to_string(), ["p", "q"][n % 2])).collect();
    h.store.enqueue(jobs).await.expect("added");
    let limits = ClaimLimits { batch: 20, per_pool: 3, pools: [("q".to_owned(), 5)].into() };
    let claims: Vec<_> = (0..6)
        .map(|n| {
            let (store, limits) = (if n % 2 == 0 { h.store.clone() } else { other.clone() }, limits.clone());
            tokio::spawn(async move { store.claim("w", NOW, 1_000, &limits).await.expect("a claim") })
        })
        .collect();
    let mut taken = Vec::new();
    for claim in claims {
        taken.extend(claim.await.expect("a worker"));
    }
    let in_pool = |pool: &str| taken.iter().filter(|job| job.pool == pool).count();
    assert_eq!((in_pool("p"), in_pool("q")), (3, 5));
    let one = taken.iter().find(|job| job.pool == "p").expect("a job");
    h.store.finish(one).await.expect("finished");
    assert_eq!(claim(&other, &limits).await.len(), 1, "its place is free again");
}

pub async fn a_full_pool_does_not_hide_others(h: Harness) {
    let many = (0..300).map(|n| job(&n.to_string(), &n.to_string(), "down"));
    let last = NewJob { run_at: Timestamp(9_000), ..job("last", "last", "up") };
    let shut = NewJob { run_at: Timestamp(9_000), ..job("shut", "shut", "shut") };
    h.store.enqueue(many.chain([last, shut]).collect()).await.expect("added");
    let limits = ClaimLimits { batch: 10, per_pool: 4, pools: [("shut".to_owned(), 0)].into() };
    let taken = claim(&h.store, &limits).await;
    assert_eq!(names(&taken), ["0", "1", "2", "3", "last"]);
}

pub async fn two_workers_get_each_job_once(h: Harness) {
    let other = h.again().await;
    let jobs: Vec<NewJob> = (0..120).map(|n| job(&n.to_string(), &format!("lane {}", n % 40), "p")).collect();
    h.store.enqueue(jobs).await.expect("added");
    let work = |store: std::sync::Arc<Database>, worker: &'static str| async move {
        let mut done = Vec::new();
        while done.len() < 120 {
            let taken = store.claim(worker, NOW, 60_000, &limits(7, 1_000)).await.expect("a claim");
            if taken.is_empty() && store.next_due().await.expect("a read").is_none() {
                break;
            }
            for job in taken {
                store.finish(&job).await.expect("still ours");
                done.push(job.id.0);
            }
        }
        done
    };
    let (one, two) =
        tokio::join!(tokio::spawn(work(h.store.clone(), "one")), tokio::spawn(work(other.clone(), "two")));
    let done: Vec<String> = one.expect("a worker").into_iter().chain(two.expect("a worker")).collect();
    assert_eq!(done.len(), 120);
    assert_eq!(done.into_iter().collect::<BTreeSet<_>>().len(), 120);
}

pub async fn a_queued_key_is_not_added_twice(h: Harness) {
    h.store.enqueue(vec![keyed("1"), job("x", "x", "p"), keyed("2")]).await.expect("added");
    h.store.commit(Commit { jobs: vec![keyed("3")], ..commit(1) }).await.expect("a commit");
    assert_eq!(names(&claim(&h.store, &limits(10, 10)).await), ["1", "x"]);
}

pub async fn a_running_key_is_added_again(h: Harness) {
    h.store.enqueue(vec![keyed("1")]).await.expect("added");
    let first = claim(&h.store, &limits(10, 10)).await;
    h.store.enqueue(vec![keyed("2")]).await.expect("added");
    h.store.enqueue(vec![keyed("3")]).await.expect("added");
    assert!(claim(&h.store, &limits(10, 10)).await.is_empty(), "the lane is taken");
    h.store.finish(&first[0]).await.expect("finished");
    assert_eq!(names(&claim(&h.store, &limits(10, 10)).await), ["2"]);
}

pub async fn a_job_given_back_absorbs_its_double(h: Harness) {
    h.store.enqueue(vec![keyed("1")]).await.expect("added");
    let first = claim(&h.store, &limits(10, 10)).await;
    h.store.enqueue(vec![keyed("2")]).await.expect("added");
    h.store.reschedule(&first[0], Timestamp(90_000), None).await.expect("given back");
    assert_eq!(
        h.store.next_due().await,
        Ok(Some(Timestamp(1_000))),
        "what was wanted sooner stays wanted sooner"
    );
    let again = claim(&h.store, &limits(10, 10)).await;
    assert_eq!(names(&again), ["1"]);
    h.store.finish(&again[0]).await.expect("finished");
    assert_eq!(h.store.next_due().await, Ok(None));
}

/// A commit that finds its job queued relies on that job seeing what it wrote. So the job must not start before.
pub async fn a_skipped_job_waits_for_the_commit(h: Harness) {
    let other = h.again().await;
    for n in 0..30 {
        let id = format!("req_{n}");
        h.store.enqueue(vec![keyed(&format!("queued{n}"))]).await.expect("added");
        let new = request(&id, "api", &[("dev", "us-east-1")], 1);
        let commit =
            Commit { jobs: vec![keyed(&format!("wanted{n}"))], ..writing(vec![create_request(&new)]) };
        let committing = tokio::spawn({
            let store = h.store.clone();
            async move { store.commit(commit).await.expect("a commit") }
        });
        tokio::time::sleep(Duration::from_micros(100 * n)).await;
        let early = claim(&other, &limits(1, 10)).await;
        let seen_early = other.request(&new.id).await.expect("a read").is_some();
        committing.await.expect("a writer");
        for job in &early {
            other.finish(job).await.expect("finished");
        }
        let late = claim(&other, &limits(1, 10)).await;
        assert!(!late.is_empty() || seen_early, "round {n}: a job runs that sees the commit");
        for job in &late {
            other.finish(job).await.expect("finished");
        }
    }
}

pub async fn the_next_due_job_is_known(h: Harness) {
    assert_eq!(h.store.next_due().await, Ok(None));
    let later = NewJob { run_at: Timestamp(50_000), ..job("later", "b", "p") };
    h.store.enqueue(vec![job("1", "a", "p"), job("2", "a", "p"), later]).await.expect("added");
    assert_eq!(h.store.next_due().await, Ok(Some(Timestamp(1_000))));
    let first = claim(&h.store, &limits(10, 10)).await;
    assert_eq!(h.store.next_due().await, Ok(Some(Timestamp(11_000))), "the lease's end");
    h.store.renew(&first[0], Timestamp(70_000)).await.expect("renewed");
    assert_eq!(h.store.next_due().await, Ok(Some(Timestamp(50_000))));
    h.store.finish(&first[0]).await.expect("finished");
    assert_eq!(h.store.next_due().await, Ok(Some(Timestamp(1_000))), "the lane's next");
}

pub async fn jobs_are_counted(h: Harness) {
    h.store.enqueue(vec![job("1", "a", "p"), job("2", "b", "p"), job("3", "c", "p")]).await.expect("added");
    claim(&h.store, &limits(1, 10)).await;
    assert_eq!(h.store.job_counts().await, Ok(vec![("poll".to_owned(), 2, 1)]));
}
