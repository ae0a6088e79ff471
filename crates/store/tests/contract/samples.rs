//! Samples, their tiers and tallies, and objectives.

use crate::fixtures::*;
use crate::harness::Harness;
use domain::Timestamp;
use domain::health::{Indicator, Objective, Placement, RequestTally, SampleTier, Slo, TallyStep};
use domain::metric::{Metric, Window};
use domain::names::ServiceName;
use services::ports::{SampleBatch, SamplePlace, SampleRow, SampleWaste, Store, StoreError, Tallied, Write};
use std::collections::BTreeMap;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// A whole hour.
const T0: i64 = 1_800_000_000_000 / HOUR * HOUR;

fn placement(service: &str) -> Placement {
    let service = ServiceName::parse(service).expect("a service");
    Placement { service, stage: stage("prod"), region: region("eu-west-3") }
}

async fn begun(h: &Harness, service: &str) -> SamplePlace {
    let placement = placement(service);
    let write = Write::SamplePlace { placement: placement.clone(), step_millis: 10_000, from: Timestamp(T0) };
    h.store.commit(writing(vec![write])).await.expect("written");
    h.store.sample_place(&placement).await.expect("a read").expect("kept")
}

fn row(at: i64, values: &[(Metric, f64)]) -> SampleRow {
    SampleRow { at: Timestamp(at), values: values.iter().copied().collect() }
}

async fn add(
    h: &Harness,
    place: &SamplePlace,
    rows: Vec<SampleRow>,
    tallied: Vec<Tallied>,
) -> Result<(), StoreError> {
    let batch = SampleBatch { place: place.clone(), rows, tallied };
    h.store.commit(writing(vec![Write::Samples(Box::new(batch))])).await.map(|_| ())
}

fn window(from: i64, until: i64, step_millis: i64) -> Window {
    Window { from: Timestamp(from), until: Timestamp(until), step_millis }
}

pub async fn a_place_is_begun_once_and_measured_by_one_at_a_time(h: Harness) {
    let first = begun(&h, "live-api").await;
    let second = begun(&h, "player").await;
    assert_ne!(first.id, second.id);
    assert_eq!(begun(&h, "live-api").await, first, "it is kept already");
    let measured = SamplePlace {
        collected_until: Timestamp(T0 + 9),
        tried_at: Some(Timestamp(T0 + 10)),
        problem: Some("the role cannot be assumed".to_owned()),
        ..first.clone()
    };
    add(&h, &measured, vec![], vec![]).await.expect("written");
    let stale = add(&h, &measured, vec![], vec![]).await;
    assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
    let here = h.store.sample_places(Some((&stage("prod"), &region("eu-west-3")))).await.expect("a read");
    assert_eq!(here, [SamplePlace { version: 2, ..measured }, second]);
    assert_eq!(h.store.sample_places(Some((&stage("dev"), &region("eu-west-3")))).await, Ok(vec![]));
}

pub async fn no_request_is_lost_between_tiers_and_gaps_stay(h: Harness) {
    use Metric::{ConnectionsLimit, Cpu, ErrorRate, P95, RequestRate};
    let place = begun(&h, "live-api").await;
    let rows = vec![
        row(T0, &[(RequestRate, 10.0), (ErrorRate, 0.1), (P95, 100.0), (Cpu, 0.2), (ConnectionsLimit, 80.0)]),
        row(T0 + 10_000, &[(RequestRate, 30.0), (ErrorRate, 0.0), (P95, 200.0), (Cpu, 0.4)]),
        // Nobody knows of requests then.
        row(T0 + 20_000, &[(Cpu, 0.9)]),
        row(T0 + 2 * MINUTE, &[(RequestRate, 5.0), (ErrorRate, 1.0)]),
    ];
    add(&h, &place, rows, vec![]).await.expect("written");
    let metrics = [RequestRate, ErrorRate, P95, Cpu, ConnectionsLimit];
    let read = async |tier, window| {
        let found = h.store.samples(place.id, &metrics, tier, window).await.expect("a read");
        found.into_iter().map(|series| series.values).collect::<Vec<_>>()
    };
    let minutes = read(SampleTier::Minute, window(T0, T0 + 4 * MINUTE, MINUTE)).await;
    let close = |seen: &[Option<f64>], expected: &[Option<f64>]| {
        let same = |(a, b): (&Option<f64>, &Option<f64>)| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-9,
            (None, None) => true,
            _ => false,
        };
        assert!(
            seen.len() == expected.len() && seen.iter().zip(expected).all(same),
            "{seen:?} is not {expected:?}"
        );
    };
    close(&minutes[0], &[Some(20.0), None, Some(5.0), None]);
    close(&minutes[1], &[Some(0.025), None, Some(1.0), None]);
    close(&minutes[2], &[Some(175.0), None, None, None]);
    close(&minutes[3], &[Some(0.5), None, None, None]);
    close(&minutes[4], &[Some(80.0), None, None, None]);
    let hour = read(SampleTier::Hour, window(T0, T0 + HOUR, HOUR)).await;
    // 400 requests in 20 s and 50 in 10 s, 10 and 50 of them errors.
    close(&hour[0], &[Some(15.0)]);
    close(&hour[1], &[Some(60.0 / 450.0)]);
    let coarse = read(SampleTier::Raw, window(T0, T0 + HOUR, HOUR)).await;
    close(&coarse[0], &[Some(15.0)]);
    close(&coarse[1], &[Some(60.0 / 450.0)]);
    let raw = read(SampleTier::Raw, window(T0, T0 + 40_000, 10_000)).await;
    close(&raw[3], &[Some(0.2), Some(0.4), Some(0.9), None]);
}

pub async fn what_comes_later_completes_a_step(h: Harness) {
    let place = begun(&h, "live-api").await;
    let rate = |at, rate| vec![row(at, &[(Metric::RequestRate, rate)])];
    add(&h, &place, rate(T0, 10.0), vec![]).await.expect("written");
    add(&h, &SamplePlace { version: 2, ..place.clone() }, rate(T0 + 30_000, 20.0), vec![])
        .await
        .expect("written");
    let hour = window(T0, T0 + HOUR, HOUR);
    for tier in SampleTier::ALL {
        let found = h.store.samples(place.id, &[Metric::RequestRate], tier, hour).await.expect("a read");
        assert_eq!(found[0].values, [Some(15.0)], "{tier:?}");
    }
}

pub async fn every_metric_has_a_column(h: Harness) {
    let place = begun(&h, "live-api").await;
    let all: BTreeMap<Metric, f64> =
        Metric::ALL.iter().zip(1..).map(|(metric, n)| (*metric, f64::from(n))).collect();
    add(&h, &place, vec![SampleRow { at: Timestamp(T0), values: all.clone() }], vec![])
        .await
        .expect("written");
    for tier in SampleTier::ALL {
        let found =
            h.store.samples(place.id, Metric::ALL, tier, window(T0, T0 + HOUR, HOUR)).await.expect("a read");
        let seen: Vec<Option<f64>> = found.iter().map(|series| series.values[0]).collect();
        assert_eq!(seen, all.values().copied().map(Some).collect::<Vec<_>>(), "{tier:?}");
    }
}

pub async fn each_tier_is_forgotten_at_its_time(h: Harness) {
    let place = begun(&h, "live-api").await;
    let other = begun(&h, "player").await;
    let rows = || (0..4).map(|hour| row(T0 + hour * HOUR, &[(Metric::RequestRate, 1.0)])).collect::<Vec<_>>();
    add(&h, &place, rows(), vec![]).await.expect("written");
    add(&h, &other, rows(), vec![]).await.expect("written");
    let waste = SampleWaste {
        places: vec![place.id],
        raw: Timestamp(T0 + 3 * HOUR),
        minutes: Timestamp(T0 + 2 * HOUR),
        hours: Timestamp(T0 + HOUR),
        tally_minutes: Timestamp(T0),
        tally_hours: Timestamp(T0),
    };
    h.store.commit(writing(vec![Write::ForgetSamples(waste)])).await.expect("written");
    for (tier, kept) in [(SampleTier::Raw, 1), (SampleTier::Minute, 2), (SampleTier::Hour, 3)] {
        let count = async |place| {
            let all = window(T0, T0 + 4 * HOUR, HOUR);
            let found = h.store.samples(place, &[Metric::RequestRate], tier, all).await.expect("a read");
            found[0].values.iter().flatten().count()
        };
        assert_eq!((count(place.id).await, count(other.id).await), (kept, 4), "{tier:?}");
    }
}

fn objective(service: &str, name: &str) -> Objective {
    let slo = Slo {
        name: name.to_owned(),
        indicator: Indicator::Availability,
        target_ppm: 999_000,
        stages: vec![],
        regions: vec![],
        min_requests: 100,
    };
    Objective::new(placement(service), slo, Timestamp(T0))
}

pub async fn windows_of_alerts_are_summed_to_the_minute(h: Harness) {
    let place = begun(&h, "live-api").await;
    let write = |name| Write::Objective { place: place.id, next: Box::new(objective("live-api", name)) };
    h.store.commit(writing(vec![write("availability"), write("unseen")])).await.expect("written");
    let kept = h.store.objectives(Some(&[place.id])).await.expect("a read");
    assert_eq!(kept.len(), 2);
    assert_eq!(kept[0].value.slo.name, "availability");
    // Not on a whole hour: the long windows begin within one.
    let minutes = 29 * 24 * 60 + 17;
    let now = Timestamp(T0 + minutes * MINUTE);
    // One request a minute, each of which failed.
    let steps: Vec<TallyStep> = (0..minutes)
        .map(|minute| TallyStep {
            at: Timestamp(T0 + minute * MINUTE),
            tally: RequestTally::of_requests(1, 1),
        })
        .collect();
    add(&h, &place, vec![], vec![Tallied { objective: kept[0].id, steps }]).await.expect("written");
    let ids: Vec<i64> = kept.iter().map(|kept| kept.id).collect();
    let seen = h.store.seen(&ids, now).await.expect("a read");
    let found: Vec<(u32, u64)> =
        seen[0].spans.iter().map(|(minutes, tally)| (minutes, tally.requests())).collect();
    let expected = [5, 30, 60, 120, 360, 1440, 4320].map(|minutes: u32| (minutes, u64::from(minutes)));
    assert_eq!(found, expected);
    assert!(
        (28 * 24 * 60 - 60..=28 * 24 * 60 + 60).contains(&seen[0].budget.failures()),
        "{:?}",
        seen[0].budget
    );
    assert_eq!((seen[1].objective, seen[1].budget), (kept[1].id, RequestTally::default()));
}

pub async fn objectives_are_replaced_and_dropped(h: Harness) {
    let place = begun(&h, "live-api").await;
    let write = |next: &Objective| Write::Objective { place: place.id, next: Box::new(next.clone()) };
    let first = objective("live-api", "availability");
    h.store.commit(writing(vec![write(&first)])).await.expect("written");
    let later = Objective { at: Timestamp(T0 + 1), ..first };
    h.store.commit(writing(vec![write(&later)])).await.expect("written");
    let kept = h.store.objectives(None).await.expect("a read");
    assert_eq!(kept.iter().map(|kept| &kept.value).collect::<Vec<_>>(), [&later]);
    h.store.commit(writing(vec![Write::DropObjective { id: kept[0].id }])).await.expect("written");
    assert_eq!(h.store.objectives(None).await, Ok(vec![]));
}
