use crate::support::*;
use sqlx::{AnyConnection, Connection};

async fn trail() -> World {
    let world = World::new().await;
    for name in ["dana:developer", "lee:lead", "park:on-call"] {
        world.portal.sign_in(&person(name).id).await.expect("a session");
    }
    let verdict = world.portal.verify_audit().await.expect("an answer");
    assert_eq!((verdict.checked, verdict.broken), (3, None));
    world
}

/// Does what only somebody with the file in hand can do.
async fn tamper(world: &World, sql: &'static str) -> Option<String> {
    let url = format!("sqlite://{}/slipway.db", world.folder.path().display());
    let mut file = AnyConnection::connect(&url).await.expect("the file");
    let unprotected = "DROP TRIGGER audit_events_keep; DROP TRIGGER audit_events_stay";
    for sql in [unprotected, sql] {
        sqlx::raw_sql(sql).execute(&mut file).await.expect("an owner may");
    }
    file.close().await.expect("closes");
    world.portal.verify_audit().await.expect("an answer").broken.map(|broken| broken.to_string())
}

#[tokio::test]
async fn entries_cut_from_the_end_are_missed() {
    let told = tamper(&trail().await, "DELETE FROM audit_events WHERE seq >= 2").await;
    let expected = "audit event 2: is missing; the newest entry that was written is 3";
    assert_eq!(told.as_deref(), Some(expected));
}

#[tokio::test]
async fn an_empty_trail_is_missed() {
    let told = tamper(&trail().await, "DELETE FROM audit_events").await;
    assert!(told.is_some_and(|told| told.starts_with("audit event 1: is missing")));
}

#[tokio::test]
async fn another_end_is_noticed() {
    let told = tamper(&trail().await, "UPDATE heads SET audit_hash = 'other'").await;
    let expected = "audit event 3: is not the entry that was written there";
    assert_eq!(told.as_deref(), Some(expected));
}

#[tokio::test]
async fn entries_beyond_the_end_are_noticed() {
    let told = tamper(&trail().await, "UPDATE heads SET audit_seq = 2").await;
    let told = told.expect("is broken");
    assert!(told.contains("audit event"), "{told}");
}
