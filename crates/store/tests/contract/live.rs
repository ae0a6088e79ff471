use crate::fixtures::*;
use crate::harness::Harness;
use domain::live::{Change, Topic};
use futures::StreamExt;
use futures::stream::BoxStream;
use services::ports::{Commit, Store, Write};
use std::time::Duration;

pub async fn places_follow_the_order_of_commits(h: Harness) {
    let other = h.again().await;
    let first = environment(["api", "web", "dev", "us-east-1"]);
    put(&h.store, vec![create_environment(&first)]).await;
    let write = |store: std::sync::Arc<store::Database>, id: domain::ids::EnvironmentId| async move {
        for _ in 0..10 {
            loop {
                let now = store.environment(&id).await.expect("a read").expect("an environment");
                let next = Write::Environment { expected: Some(now.version), next: Box::new(now.value) };
                if store.commit(writing(vec![next])).await.is_ok() {
                    break;
                }
            }
        }
    };
    let writers =
        [&h.store, &h.store, &other].map(|store| tokio::spawn(write(store.clone(), first.id.clone())));
    for writer in writers {
        writer.await.expect("a writer");
    }
    let live = h.store.live_after(0, 100).await.expect("events");
    let places: Vec<(i64, i64)> = live.iter().map(|event| (event.seq, event.change.version)).collect();
    assert_eq!(
        places,
        (1..=31).map(|n| (n, n)).collect::<Vec<_>>(),
        "places and versions grow together, without gaps"
    );
    assert_eq!(h.store.live_after(29, 1).await.expect("events")[0].seq, 30);
}

/// What waits is written together, and each commit still stands or falls alone.
pub async fn commits_at_the_same_moment_stand_or_fall_alone(h: Harness) {
    let env = environment(["api", "web", "dev", "us-east-1"]);
    put(&h.store, vec![create_environment(&env)]).await;
    let commit = |number: i64| {
        let new = request(&format!("req_{number}"), "api", &[("dev", "us-east-1")], number);
        let taken = (number % 3 == 0).then(|| create_environment(&env));
        let writes = [Some(create_request(&new)), taken].into_iter().flatten().collect();
        let change = Change { topic: Topic::Template, subject: new.id.to_string(), version: number };
        let commit =
            Commit { live: vec![change], audit: vec![note("made", &new.id.to_string())], ..writing(writes) };
        let store = h.store.clone();
        async move { (new.id, store.commit(commit).await) }
    };
    let done = futures::future::join_all((1..=60).map(commit)).await;
    let mut places = Vec::new();
    for (id, written) in done {
        let number: i64 = id.as_str().trim_start_matches("req_").parse().expect("a number");
        let there = h.store.request(&id).await.expect("a read").is_some();
        assert_eq!((written.is_ok(), there), (number % 3 != 0, number % 3 != 0), "{id}: {written:?}");
        places.extend(written.map(|written| (written.live_seq, number)));
    }
    assert_eq!(places.len(), 40);
    for event in h.store.live_after(0, 200).await.expect("events") {
        if event.change.topic == Topic::Template {
            assert!(places.contains(&(event.seq, event.change.version)), "{event:?}");
        }
    }
    let trail = h.store.audit_after(0, 100).await.expect("the trail");
    assert_eq!(trail.len(), 40);
    let mut previous = String::new();
    for event in trail {
        assert_eq!((&event.previous_hash, &event.hash), (&previous, &event.expected_hash()));
        previous = event.hash;
    }
}

pub async fn every_write_tells_its_change(h: Harness) {
    let new = request("req_1", "api", &[("dev", "us-east-1")], 1);
    let env = environment(["api", "web", "dev", "us-east-1"]);
    let template = Change { topic: Topic::Template, subject: "web-service".to_owned(), version: 3 };
    let region = Change { topic: Topic::Region, subject: "us-east-1".to_owned(), version: 4 };
    let first = Commit {
        live: vec![template.clone(), region.clone()],
        ..writing(vec![create_request(&new), create_environment(&env)])
    };
    assert_eq!(h.store.commit(first).await.map(|done| done.live_seq), Ok(4));
    let drop = Write::DropEnvironment { id: env.id.clone(), expected: 1 };
    assert_eq!(h.store.commit(writing(vec![drop])).await.map(|done| done.live_seq), Ok(5));
    assert_eq!(h.store.commit(commit(9)).await.map(|done| done.live_seq), Ok(0));
    assert_eq!(h.store.live_head().await, Ok(5));

    let told: Vec<Change> =
        h.store.live_after(0, 9).await.expect("events").into_iter().map(|e| e.change).collect();
    let of = |topic, subject: &str, version| Change { topic, subject: subject.to_owned(), version };
    let environment = |version| of(Topic::Environment, env.id.as_str(), version);
    assert_eq!(told, [of(Topic::Request, "req_1", 1), environment(1), template, region, environment(2)]);
}

pub async fn watchers_wake_for_each_commit(h: Harness) {
    // SQLite belongs to one process; replicas share PostgreSQL only.
    let other = if h.on_postgres() { h.again().await } else { h.store.clone() };
    let (mut here, mut there) = (h.store.watch(), other.watch());
    put(&h.store, vec![create_environment(&environment(["api", "web", "dev", "us-east-1"]))]).await;
    reaches(&mut here, 1).await;
    reaches(&mut there, 1).await;
    // Jobs wake too, although they are no live events.
    fall_silent(&mut here).await;
    fall_silent(&mut there).await;
    other.enqueue(vec![job("1", "a", "p")]).await.expect("added");
    reaches(&mut here, 1).await;
    reaches(&mut there, 1).await;
    put(&other, vec![create_environment(&environment(["api", "web", "dev", "eu-west-3"]))]).await;
    reaches(&mut here, 2).await;
    reaches(&mut there, 2).await;
}

/// Waits for a wake-up that knows of the place.
async fn reaches(watch: &mut BoxStream<'static, i64>, place: i64) {
    let told = async { while watch.next().await.expect("a place") < place {} };
    tokio::time::timeout(Duration::from_secs(10), told).await.expect("a wake-up");
}

/// Lets wake-ups pass that are still on their way.
async fn fall_silent(watch: &mut BoxStream<'static, i64>) {
    while tokio::time::timeout(Duration::from_millis(300), watch.next()).await.is_ok() {}
}
