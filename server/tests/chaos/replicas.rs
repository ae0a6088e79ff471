use crate::client::{approve, call, creation, settled, twelve_targets};
use crate::program::{Program, Start};
use std::time::{Duration, Instant};
use testbed::{Ministack, Postgres, free_port};

#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_share_the_work_and_one_takes_over_from_the_other() {
    let (cloud, database) = (Ministack::start().await, Postgres::start().await);
    let folder = tempfile::tempdir().expect("a folder");
    let (cloud_url, database_url) = (cloud.url(), database.url());
    let start = |port| Start { folder: folder.path(), database: &database_url, cloud: &cloud_url, port };
    let first = start(free_port()).go().await;
    let second = start(free_port()).go().await;

    let url = format!("{}/api/v1/requests", first.url);
    let body = creation("shared", twelve_targets());
    let (status, made) = call(&url, "sandbox-developer", Some(&body), None).await.expect("an answer");
    assert_eq!(status, 201, "{made}");
    let id = made["id"].as_str().expect("an id").to_owned();
    Program::kill(first);
    let killed = Instant::now();

    let waiting = settled(&second.url, &id, Duration::from_secs(60)).await;
    assert_eq!(waiting["status"], "awaiting_approval", "{waiting:#}");
    let took = killed.elapsed();
    assert!(took < Duration::from_secs(25), "the work was handed over only after {took:?}");
    assert_eq!(approve(&second.url, &waiting).await, Some(200));

    // Whoever joins later shows the same.
    let third = start(free_port()).go().await;
    let done = settled(&third.url, &id, Duration::from_secs(60)).await;
    assert_eq!(done["status"], "succeeded", "{done:#}");
    let same = settled(&second.url, &id, Duration::from_secs(10)).await;
    assert_eq!(same["version"], done["version"]);
}
