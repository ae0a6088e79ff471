//! What governs delivery: freeze windows, calendars, deputies.

use crate::fixtures::*;
use crate::harness::Harness;
use domain::Timestamp;
use domain::delegation::Delegation;
use domain::freeze::Freeze;
use domain::ids::{ActorId, DelegationId, FreezeId};
use services::ports::{CalendarCopy, Store, StoreError, Write};

fn freeze(id: &str) -> Freeze {
    Freeze {
        kind: Default::default(),
        id: FreezeId(id.to_owned()),
        title: "연말 Year's end".to_owned(),
        team: Some(team("live")),
        services: Vec::new(),
        stages: vec![stage("prod")],
        regions: vec![],
        zone: Some("Asia/Seoul".to_owned()),
        from: "2027-12-20T18:00".to_owned(),
        until: "2028-01-02T09:00".to_owned(),
        why: None,
        by: mina().id,
        by_name: mina().name,
        created_at: Timestamp(5),
        ended_at: None,
    }
}

pub async fn freeze_windows_come_and_go(h: Harness) {
    let first = freeze("frz_1");
    put(&h.store, vec![Write::Freeze { expected: None, next: Box::new(first.clone()) }]).await;
    put(&h.store, vec![Write::Freeze { expected: None, next: Box::new(freeze("frz_2")) }]).await;
    let ended = Freeze { ended_at: Some(Timestamp(9)), ..first.clone() };
    let end = || Write::Freeze { expected: Some(1), next: Box::new(ended.clone()) };
    put(&h.store, vec![end()]).await;
    let stale = h.store.commit(writing(vec![end()])).await;
    assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
    let stored = h.store.freeze(&first.id).await.expect("a read").expect("a window");
    assert_eq!((stored.version, &stored.value), (2, &ended));
    let drop = |expected| Write::DropFreeze { id: first.id.clone(), expected };
    let stale = h.store.commit(writing(vec![drop(1)])).await;
    assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
    put(&h.store, vec![drop(2)]).await;
    let left = h.store.freezes().await.expect("a list");
    assert_eq!(left.iter().map(|freeze| freeze.value.id.as_str()).collect::<Vec<_>>(), ["frz_2"]);
}

pub async fn the_last_good_calendar_stays(h: Harness) {
    let copy = |content: Option<&str>, problem: Option<&str>, at: i64| CalendarCopy {
        name: "Company".to_owned(),
        content: content.map(str::to_owned),
        read_at: content.map(|_| Timestamp(at)),
        problem: problem.map(str::to_owned),
        tried_at: Timestamp(at),
    };
    assert_eq!(h.store.calendar("Company").await, Ok(None));
    put(&h.store, vec![Write::Calendar(copy(None, Some("gone"), 1))]).await;
    assert_eq!(h.store.calendar("Company").await, Ok(None));
    put(&h.store, vec![Write::Calendar(copy(Some("good"), None, 2))]).await;
    put(&h.store, vec![Write::Calendar(copy(None, Some("nonsense"), 3))]).await;
    assert_eq!(h.store.calendar("Company").await, Ok(Some("good".to_owned())));
    let known = h.store.calendars().await.expect("a list");
    let told = (known[0].read_at, known[0].problem.as_deref(), known[0].tried_at);
    assert_eq!(told, (Some(Timestamp(2)), Some("nonsense"), Timestamp(3)));
}

pub async fn delegations_end(h: Harness) {
    let delegation = Delegation {
        id: DelegationId("dlg_1".to_owned()),
        team: team("live"),
        of: mina().id,
        of_name: mina().name,
        deputy: ActorId("usr_dana".to_owned()),
        deputy_name: "Dana".to_owned(),
        since: Timestamp(10),
        until: Timestamp(100),
        created_at: Timestamp(5),
    };
    let write = |expected, next: &Delegation| Write::Delegation { expected, next: Box::new(next.clone()) };
    put(&h.store, vec![write(None, &delegation)]).await;
    let at = async |now: i64| h.store.delegations(Timestamp(now)).await.expect("a list").len();
    assert_eq!((at(0).await, at(99).await, at(100).await), (1, 1, 0));
    let ended = Delegation { until: Timestamp(50), ..delegation.clone() };
    put(&h.store, vec![write(Some(1), &ended)]).await;
    let stale = h.store.commit(writing(vec![write(Some(1), &ended)])).await;
    assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
    let stored = h.store.delegation(&delegation.id).await.expect("a read").expect("a delegation");
    assert_eq!((stored.version, &stored.value, at(60).await), (2, &ended, 0));
}
