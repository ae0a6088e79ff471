//! What other tests rely on: their surroundings start, are private, and leave nothing behind.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use sqlx::{Connection, PgConnection};
use testbed::{Microburst, Ministack, Postgres, Scratch};

async fn is_healthy(cloud: &Ministack) -> bool {
    reqwest::get(format!("{}/_ministack/health", cloud.url()))
        .await
        .is_ok_and(|answer| answer.status().is_success())
}

#[tokio::test]
async fn two_clouds_live_side_by_side_and_survive_an_outage() {
    let (mut one, other) = tokio::join!(Ministack::start(), Ministack::options().auth(false).start());
    assert_ne!(one.url(), other.url());
    one.stop();
    assert!(!is_healthy(&one).await, "a stopped cloud refuses connections");
    assert!(is_healthy(&other).await, "its neighbour does not notice");
    one.start_again().await;
    assert!(is_healthy(&one).await);
    one.reset().await;
}

#[tokio::test]
async fn a_rule_of_the_proxy_hits_and_is_recorded() {
    let cloud = Ministack::options().auth(false).start().await;
    let proxy = Microburst::before(&cloud.url()).await;
    let list_stacks = || async {
        reqwest::Client::new()
            .post(proxy.url())
            .header("authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-3/cloudformation/aws4_request, SignedHeaders=host, Signature=0")
            .header("content-type", "application/x-www-form-urlencoded")
            .body("Action=ListStacks&Version=2010-05-15")
            .send()
            .await
            .expect("the proxy answers")
            .status()
            .as_u16()
    };
    assert_eq!(list_stacks().await, 200);
    proxy
        .set_rules(json!([{"service": "cloudformation", "region": "eu-west-3",
            "error": {"code": "Throttling", "status": 400, "message": "Rate exceeded"}}]))
        .await;
    assert_eq!(list_stacks().await, 400);
    assert_eq!(proxy.fired().await.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn databases_of_one_server_are_apart_and_survive_an_outage() {
    let mut server = Postgres::start().await;
    let (one, other) = (server.database().await, server.database().await);
    let mut connection = PgConnection::connect(&one).await.expect("connects");
    sqlx::query("CREATE TABLE things (id TEXT)").execute(&mut connection).await.expect("creates");
    let mut elsewhere = PgConnection::connect(&other).await.expect("connects");
    assert!(sqlx::query("SELECT * FROM things").execute(&mut elsewhere).await.is_err());

    server.stop();
    assert!(PgConnection::connect(&one).await.is_err());
    server.start_again().await;
    let mut connection = PgConnection::connect(&one).await.expect("connects again");
    sqlx::query("SELECT * FROM things").execute(&mut connection).await.expect("the table is still there");
}

#[tokio::test]
async fn a_fresh_database_is_empty() {
    let mut connection = PgConnection::connect(&testbed::postgres::database().await).await.expect("connects");
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        .fetch_one(&mut connection)
        .await
        .expect("counts");
    assert_eq!(tables, 0);
}

#[test]
fn folders_vanish_with_their_owner() {
    let scratch = Scratch::new();
    let path = scratch.path().to_owned();
    std::fs::write(path.join("file"), "content").expect("writable");
    drop(scratch);
    assert!(!path.exists());
}

#[tokio::test]
async fn programs_and_folders_vanish_when_their_owner_is_killed() {
    // The `testbed` program owns a server here, and its command tells where the server's folder is.
    let told = Scratch::new();
    let file = told.path().join("url");
    let script =
        format!("printf %s \"${}\" >{}; read answer", testbed::postgres::SHARED_SERVER, file.display());
    let mut owner = std::process::Command::new(env!("CARGO_BIN_EXE_testbed"))
        .args(["sh", "-c", &script])
        .stdin(std::process::Stdio::piped())
        .spawn()
        .expect("testbed starts");
    let url = eventually(|| std::fs::read_to_string(&file).ok().filter(|url| !url.is_empty())).await;
    let folder = url.split_once("host=").expect("a socket's folder").1.to_owned();
    assert!(Path::new(&folder).join("postmaster.pid").exists() || Path::new(&folder).join("data").exists());
    owner.kill().expect("may be killed");
    owner.wait().expect("ends");
    eventually(|| (!Path::new(&folder).exists()).then_some(())).await;
    assert!(PgConnection::connect(&url).await.is_err());
}

async fn eventually<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < Duration::from_secs(30), "it never happened");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
