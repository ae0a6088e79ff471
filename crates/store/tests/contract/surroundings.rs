use crate::fixtures::*;
use crate::harness::Harness;
use services::ports::{Commit, Store, StoreError};
use std::time::Duration;
use store::{Database, DatabaseOptions};

pub async fn opening_again_keeps_everything(h: Harness) {
    let new = request("req_1", "api", &[("dev", "us-east-1")], 1);
    let first =
        Commit { audit: vec![note("request.created", "req_1")], ..writing(vec![create_request(&new)]) };
    h.store.commit(first).await.expect("a commit");
    h.store.close().await;
    assert!(matches!(h.store.ping().await, Err(StoreError::Unavailable(_))));
    let again = h.again().await;
    again.ping().await.expect("an answer");
    assert!(again.request(&new.id).await.expect("a read").is_some());
    assert_eq!(again.live_head().await, Ok(1));
}

#[tokio::test]
async fn a_database_in_memory_serves_tests() {
    let store = Database::open(&DatabaseOptions::at("sqlite::memory:")).await.expect("a database");
    put(&store, vec![create_request(&request("req_1", "api", &[("dev", "us-east-1")], 1))]).await;
    assert_eq!(store.requests(&Default::default(), None, 5).await.expect("a page").items.len(), 1);
}

#[tokio::test]
async fn a_locked_file_is_unavailable_for_now() {
    use sqlx::Executor;
    let h = Harness::sqlite().await;
    let mut other =
        <sqlx::SqliteConnection as sqlx::Connection>::connect(&h.options.url).await.expect("the file");
    other.execute("BEGIN IMMEDIATE").await.expect("its lock");
    let refused = h.store.commit(commit(1)).await;
    assert!(matches!(&refused, Err(StoreError::Unavailable(why)) if why.contains("locked")), "{refused:?}");
    assert_eq!(h.store.live_head().await, Ok(0), "reading goes on");
    other.execute("ROLLBACK").await.expect("unlocked");
    h.store.commit(commit(1)).await.expect("a commit");
}

#[tokio::test]
async fn a_file_that_may_only_be_read_is_still_read() {
    let h = Harness::sqlite().await;
    put(&h.store, vec![create_request(&request("req_1", "api", &[("dev", "us-east-1")], 1))]).await;
    h.store.close().await;
    let store =
        Database::open(&DatabaseOptions::at(format!("{}?mode=ro", h.options.url))).await.expect("the file");
    assert_eq!(store.live_head().await, Ok(1));
    let refused = store.commit(commit(1)).await;
    assert!(
        matches!(&refused, Err(StoreError::Unavailable(why)) if why.contains("not be written")),
        "{refused:?}"
    );
}

/// SQLite would go on writing into a file that nobody finds again.
#[tokio::test]
async fn a_file_that_is_gone_takes_no_writes_until_it_is_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (here, away) = (folder.path().join("here"), folder.path().join("away"));
    let url = format!("sqlite://{}/slipway.db", here.display());
    let store = Database::open(&DatabaseOptions { connections: 4, ..DatabaseOptions::at(url) }).await;
    let store = store.expect("a database");
    store.commit(commit(1)).await.expect("a commit");
    std::fs::rename(&here, &away).expect("moved");
    let gone = |told: Result<(), StoreError>| {
        let told = told.expect_err("is noticed").to_string();
        assert!(told.contains("slipway.db") && told.contains("put it back"), "{told}");
    };
    gone(store.commit(commit(2)).await.map(|_| ()));
    gone(store.enqueue(vec![job("1", "a", "p")]).await);
    gone(store.ping().await);
    std::fs::create_dir(&here).expect("a folder");
    std::fs::write(here.join("slipway.db"), "").expect("another file");
    gone(store.commit(commit(3)).await.map(|_| ()));
    std::fs::remove_dir_all(&here).expect("removed");
    std::fs::rename(&away, &here).expect("moved back");
    store.commit(commit(4)).await.expect("a commit");
    store.ping().await.expect("an answer");
}

#[tokio::test]
async fn what_cannot_be_opened_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let no_database = folder.path().join("notes.txt");
    std::fs::write(&no_database, "not a database, but long enough to be looked at".repeat(100))
        .expect("a file");
    let open = async |url: String| {
        let options = DatabaseOptions { patience: Duration::from_secs(1), ..DatabaseOptions::at(url) };
        Database::open(&options).await.err().map(|error| error.to_string()).unwrap_or_default()
    };
    let broken = open(format!("sqlite://{}", no_database.display())).await;
    assert!(broken.contains("notes.txt") && broken.contains("not a database"), "{broken}");
    let below_a_file = open(format!("sqlite://{}/x.db", no_database.display())).await;
    assert!(below_a_file.contains("cannot be made"), "{below_a_file}");
    let nobody = open("postgres://nobody@127.0.0.1:1/none".to_owned()).await;
    assert!(nobody.contains("not available"), "{nobody}");
    let unknown = open("mysql://localhost/x".to_owned()).await;
    assert!(unknown.contains("sqlite: or postgres:"), "{unknown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_may_start_at_the_same_moment() {
    let options =
        DatabaseOptions { connections: 1, ..DatabaseOptions::at(testbed::postgres::database().await) };
    let start = || Database::open(&options);
    let (a, b, c, d) = tokio::join!(start(), start(), start(), start());
    for replica in [a, b, c, d] {
        replica.expect("a database").commit(commit(1)).await.expect("a commit");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_passes_by_itself() {
    let mut server = testbed::postgres::Postgres::start().await;
    let patience = Duration::from_millis(500);
    let options =
        DatabaseOptions { patience, connections: 4, ..DatabaseOptions::at(server.database().await) };
    let store = Database::open(&options).await.expect("a database");
    let other = Database::open(&options).await.expect("the same database");
    let mut there = other.watch();
    store.commit(commit(1)).await.expect("a commit");

    server.stop();
    let refused = store.commit(commit(2)).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    server.start_again().await;

    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    while store.commit(commit(3)).await.is_err() {
        assert!(tokio::time::Instant::now() < deadline, "it answers again");
    }
    // The other one hears of commits again: told at once, or when it listens anew.
    let place = put_and_wait(&store, &mut there).await;
    assert_eq!(place, 1);
}

async fn put_and_wait(store: &Database, there: &mut (impl futures::Stream<Item = i64> + Unpin)) -> i64 {
    use futures::StreamExt;
    put(store, vec![create_request(&request("req_1", "api", &[("dev", "us-east-1")], 1))]).await;
    loop {
        let place = tokio::time::timeout(Duration::from_secs(10), there.next()).await;
        match place.expect("a wake-up").expect("a place") {
            0 => continue,
            place => return place,
        }
    }
}
