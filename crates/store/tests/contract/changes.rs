use crate::fixtures::*;
use crate::harness::Harness;
use domain::Timestamp;
use domain::freeze::Freeze;
use domain::health::culprit::{ChangeKind, ChangeRecord, Touch, Track};
use domain::ids::{ActorId, FreezeId};
use domain::names::ServiceName;
use services::ports::{KnownChange, Store, StoreError, Write};
use std::collections::BTreeSet;

fn change(id: &str, service: Option<&str>, at: i64, last: i64) -> ChangeRecord {
    ChangeRecord {
        id: id.to_owned(),
        kind: ChangeKind::Flag,
        service: service.map(|name| ServiceName::parse(name).expect("a service")),
        team: Some(team("live")),
        stage: Some(stage("prod")),
        at: Timestamp(at),
        regions: vec![Touch { region: region("eu-west-3"), at: Timestamp(last) }],
        own_clock: false,
        undoes: None,
        undone_at: None,
        title: "새 추천".to_owned(),
        infrastructure: None,
        link: None,
        by: None,
        difference: None,
        rollback: None,
    }
}

fn write(change: &ChangeRecord) -> Write {
    Write::Change(Box::new(change.clone()))
}

async fn ids(h: &Harness, from: i64, until: i64) -> Vec<String> {
    let found = h.store.changes(None, Timestamp(from), Timestamp(until), 10).await.expect("changes");
    found.into_iter().map(|change| change.id).collect()
}

pub async fn what_the_portal_does_is_kept_as_changes(h: Harness) {
    let mut freeze = Freeze {
        id: FreezeId("frz_1".to_owned()),
        kind: domain::freeze::WindowKind::Freeze,
        title: "Launch".to_owned(),
        team: Some(team("live")),
        services: Vec::new(),
        stages: Vec::new(),
        regions: vec![region("eu-west-3")],
        zone: None,
        from: "Fri 18:00".to_owned(),
        until: "Mon 08:00".to_owned(),
        why: None,
        by: ActorId("usr_mina".to_owned()),
        by_name: "Mina".to_owned(),
        created_at: Timestamp(5),
        ended_at: None,
    };
    put(&h.store, vec![Write::Freeze { expected: None, next: Box::new(freeze.clone()) }]).await;
    assert_eq!(h.store.change("frz_1").await, Ok(None), "what holds has lifted nothing");
    freeze.ended_at = Some(Timestamp(9));
    put(&h.store, vec![Write::Freeze { expected: Some(1), next: Box::new(freeze.clone()) }]).await;
    let kept = h.store.change("frz_1").await.expect("an answer").expect("a change");
    assert_eq!(vec![kept.change], ChangeRecord::of_freeze(&freeze));
}

pub async fn changes_are_found_by_time(h: Harness) {
    let all = [change("a", Some("api"), 10, 20), change("b", None, 30, 30), change("c", Some("api"), 15, 50)];
    put(&h.store, all.iter().map(write).collect()).await;
    assert_eq!(ids(&h, 0, 100).await, ["c", "b", "a"]);
    assert_eq!(ids(&h, 25, 100).await, ["c", "b"], "what arrived before is over");
    assert_eq!(ids(&h, 0, 30).await, ["c", "a"], "what begins later is not there yet");
    let other = change("d", Some("web"), 20, 40);
    put(&h.store, vec![write(&other)]).await;
    let of_web = h.store.changes(Some("web"), Timestamp(0), Timestamp(100), 10).await.expect("changes");
    let of_web: Vec<String> = of_web.into_iter().map(|change| change.id).collect();
    assert_eq!(of_web, ["d", "b"], "its own, and what concerns all");
    let moved = change("a", Some("api"), 10, 60);
    put(&h.store, vec![write(&moved)]).await;
    assert_eq!(ids(&h, 55, 100).await, ["a"], "the same id again replaces it");
    assert_eq!(h.store.change("a").await, Ok(Some(KnownChange { change: moved, blamed: false })));
}

pub async fn what_was_the_cause_is_counted(h: Harness) {
    let api = ServiceName::parse("api").expect("a service");
    let mut all = [change("a", Some("api"), 1, 1), change("b", Some("api"), 2, 2), change("c", None, 3, 3)];
    put(&h.store, all.iter().map(write).collect()).await;
    put(&h.store, vec![Write::BlameChange { id: "a".to_owned(), blamed: true }]).await;
    all[0].title = "written again".to_owned();
    put(&h.store, vec![write(&all[0])]).await;
    let tracks = || h.store.change_tracks(std::slice::from_ref(&api));
    let counted = |blamed| Ok(vec![(api.clone(), ChangeKind::Flag, Track { changes: 2, blamed })]);
    assert_eq!(tracks().await, counted(1), "what people found stays");
    let blamed = async || h.store.blamed(&["a", "b", "z"]).await;
    assert_eq!(blamed().await, Ok(BTreeSet::from(["a".to_owned()])));
    assert_eq!(h.store.blamed(&[]).await, Ok(BTreeSet::new()));
    put(&h.store, vec![Write::BlameChange { id: "a".to_owned(), blamed: false }]).await;
    assert_eq!(tracks().await, counted(0));
    assert_eq!(blamed().await, Ok(BTreeSet::new()));
    assert_eq!(h.store.change_tracks(&[]).await, Ok(Vec::new()));
    let unknown = writing(vec![Write::BlameChange { id: "z".to_owned(), blamed: true }]);
    let refused = h.store.commit(unknown).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
}
