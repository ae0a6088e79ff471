use crate::fixtures::*;
use crate::harness::Harness;
use crate::tidy::retention;
use domain::Timestamp;
use domain::health::course::Tier;
use domain::health::{
    Burn, CheckOutcome, CheckResult, Health, HealthReason, HealthState, Heard, Placement, PlacementHealth,
    ProbeId,
};
use domain::live::Topic;
use domain::names::{LocationName, ServiceName};
use services::ports::{CheckChunk, HealthFilter, Retention, Store, StoreError, ThinnedChunk, Write};

fn placement(service: &str, region_name: &str) -> Placement {
    let service = ServiceName::parse(service).expect("a service");
    Placement { service, stage: stage("prod"), region: region(region_name) }
}

fn judged(placement: Placement, state: HealthState, at: i64) -> PlacementHealth {
    let why = "HTTP 503 — 'x'; --".to_owned();
    let reason = HealthReason::ProbesFail { failing: 2, locations: 3, why };
    let health = Health { state, reason, since: Timestamp(at), better_since: None };
    PlacementHealth {
        placement,
        health,
        version: Some("1.8.2".to_owned()),
        burn: Burn::Kept,
        at: Timestamp(at),
    }
}

fn write(expected: Option<i64>, next: PlacementHealth, changed: bool) -> Write {
    Write::Health { expected, next: Box::new(next), changed }
}

pub async fn states_and_their_history_read_back(h: Harness) {
    let (a, b) = (placement("a", "eu-west-3"), placement("b", "us-east-1"));
    let first = judged(a.clone(), HealthState::Healthy, 10);
    put(&h.store, vec![write(None, first, true)]).await;
    put(&h.store, vec![write(None, judged(b.clone(), HealthState::Healthy, 15), true)]).await;
    let ill = judged(a.clone(), HealthState::Unhealthy, 20);
    put(&h.store, vec![write(Some(1), ill.clone(), true)]).await;
    put(&h.store, vec![write(Some(2), PlacementHealth { version: None, ..ill.clone() }, false)]).await;
    let stale = h.store.commit(writing(vec![write(Some(2), ill.clone(), false)])).await;
    assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
    let again = h.store.commit(writing(vec![write(None, ill.clone(), false)])).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");

    let all = h.store.health(&HealthFilter::default()).await.expect("all");
    assert_eq!(all.iter().map(|one| one.version).collect::<Vec<_>>(), [3, 1]);
    assert_eq!(all[0].value, PlacementHealth { version: None, ..ill });
    let states = HealthFilter { states: vec![HealthState::Unhealthy], ..HealthFilter::default() };
    assert_eq!(h.store.health(&states).await.expect("some").len(), 1);
    assert_eq!(h.store.health(&HealthFilter::of(&b)).await.expect("one")[0].value.placement, b);

    let changes = async |from, until| {
        let found = h.store.health_changes(&HealthFilter::default(), Timestamp(from), Timestamp(until)).await;
        found.expect("changes").iter().map(|one| one.at.0).collect::<Vec<_>>()
    };
    assert_eq!(changes(0, 100).await, [10, 15, 20]);
    assert_eq!(changes(18, 100).await, [10, 15, 20], "with how each of them began");
    assert_eq!(changes(25, 100).await, [15, 20]);
    assert_eq!(changes(0, 15).await, [10]);
    let moves = async |from, until| {
        let found = h.store.health_moves(&HealthFilter::default(), Timestamp(from), Timestamp(until)).await;
        found.expect("changes").iter().map(|one| one.at.0).collect::<Vec<_>>()
    };
    assert_eq!(moves(0, 100).await, [10, 15, 20]);
    assert_eq!(moves(18, 100).await, [10, 20], "the present state tells how the other one was");
    assert_eq!(moves(18, 19).await, [10], "it is another one now");
    assert_eq!(moves(25, 100).await, [0; 0]);

    put(&h.store, vec![Write::DropHealth { placement: a.clone() }]).await;
    assert_eq!(h.store.health(&HealthFilter::of(&a)).await, Ok(vec![]));
    assert_eq!(changes(0, 100).await, [10, 15, 20], "its history stays");
    let told = h.store.live_after(0, 100).await.expect("events");
    let versions: Vec<i64> = told
        .iter()
        .filter(|event| event.change.topic == Topic::Health && event.change.subject == a.to_string())
        .map(|event| event.change.version)
        .collect();
    assert_eq!(versions, [1, 2, 3, 4]);
}

/// What is kept in memory must never differ from what a replica that starts now would read.
pub async fn health_is_known_as_others_write_it(h: Harness) {
    let (a, b) = (placement("a", "eu-west-3"), placement("b", "us-east-1"));
    let became = |state| judged(a.clone(), state, 20);
    let well = |service: &str| judged(placement(service, "eu-west-3"), HealthState::Healthy, 1);
    let many = (0..600).map(|number| write(None, well(&format!("s{number}")), false)).collect();
    let tidy = Write::Tidy(Retention { live_events: 0, live_events_at_once: 1000, ..retention() });
    // The commits of a step come between two looks.
    let steps = [
        vec![],
        vec![vec![write(None, became(HealthState::Healthy), false)]],
        vec![vec![write(None, judged(b.clone(), HealthState::Healthy, 10), false)]],
        vec![vec![create_request(&request("req_1", "a", &[("dev", "eu-west-3")], 1))]],
        vec![
            vec![write(Some(1), became(HealthState::Unhealthy), false)],
            vec![write(Some(2), became(HealthState::Degraded), false)],
        ],
        vec![vec![Write::DropHealth { placement: b.clone() }]],
        vec![vec![write(None, judged(b, HealthState::NoData, 26), false)]],
        vec![vec![write(Some(3), became(HealthState::Healthy), false)], vec![tidy]],
        vec![many],
    ];
    let other = h.again().await;
    let same = async |when: String| {
        let known = other.health(&HealthFilter::default()).await.expect("what is known");
        let read = h.again().await.health(&HealthFilter::default()).await.expect("what is read");
        assert_eq!(known, read, "{when}");
    };
    for (number, step) in steps.into_iter().enumerate() {
        for commit in step {
            put(&h.store, commit).await;
        }
        same(format!("after step {number}")).await;
    }
    h.sneak("DELETE FROM health WHERE service = 'a'").await.expect("an older copy");
    h.sneak("UPDATE heads SET live_seq = live_seq - 1").await.expect("its head");
    same("in an older copy of the database".to_owned()).await;
}

fn chunk(tier: Tier, starts_at: i64, lines: &str) -> CheckChunk {
    CheckChunk {
        probe: ProbeId("a/prod/eu-west-3/endpoint".to_owned()),
        location: LocationName::parse("seoul").expect("a location"),
        tier,
        starts_at: Timestamp(starts_at),
        lines: lines.to_owned(),
    }
}

pub async fn checks_are_put_behind_each_other_and_thinned(h: Harness) {
    let raw = |lines| chunk(Tier::Raw, 3_600_000, lines);
    put(&h.store, vec![Write::CheckLines(vec![raw("1 20 w\n")])]).await;
    put(&h.store, vec![Write::CheckLines(vec![raw("2 21 f 응답 없음\n"), chunk(Tier::Raw, 0, "9 9 w\n")])])
        .await;
    let whole = raw("1 20 w\n2 21 f 응답 없음\n");
    let read = async |tier| {
        h.store.check_chunks(&whole.probe, tier, Timestamp(0), Timestamp(4_000_000)).await.expect("chunks")
    };
    assert_eq!(read(Tier::Raw).await, [chunk(Tier::Raw, 0, "9 9 w\n"), whole.clone()]);
    let old = h.store.old_check_chunks(Tier::Raw, Timestamp(1), 10).await.expect("old ones");
    assert_eq!(old, [chunk(Tier::Raw, 0, "9 9 w\n")]);

    let sums = vec![chunk(Tier::Minute, 3_600_000, "0 2 1 20 20\n"), chunk(Tier::Hour, 0, "1 2 1 20 20\n")];
    let thinned = |raw| Write::ThinChecks(ThinnedChunk { raw, sums: sums.clone() });
    let changed = h.store.commit(writing(vec![thinned(raw("1 20 w\n"))])).await;
    assert!(matches!(changed, Err(StoreError::Conflict(_))), "{changed:?}");
    put(&h.store, vec![thinned(whole.clone())]).await;
    assert_eq!(read(Tier::Raw).await.len(), 1);
    assert_eq!((read(Tier::Minute).await, read(Tier::Hour).await), (sums[..1].to_vec(), sums[1..].to_vec()));
}

pub async fn the_newest_word_of_each_location_counts(h: Harness) {
    let seen = |at, received_at| Heard {
        result: CheckResult {
            probe: ProbeId("p".to_owned()),
            location: LocationName::parse("office").expect("a location"),
            at: Timestamp(at),
            outcome: CheckOutcome::Failed { why: "x".to_owned() },
            latency_millis: 7,
            version: None,
        },
        received_at: Timestamp(received_at),
    };
    put(&h.store, vec![Write::CheckWords(vec![seen(1, 2)])]).await;
    put(&h.store, vec![Write::CheckWords(vec![seen(3, 4)])]).await;
    assert_eq!(h.store.check_words(Timestamp(0)).await, Ok(vec![seen(3, 4)]));
    assert_eq!(h.store.check_words(Timestamp(4)).await, Ok(vec![]));
}
