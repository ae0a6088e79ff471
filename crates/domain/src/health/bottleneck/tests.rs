use super::*;
use crate::Timestamp;
use crate::metric::{Metric, Series, Window};
use crate::names::ServiceName;
use std::collections::BTreeMap;

const STEPS: usize = 100;

fn window() -> Window {
    Window { from: Timestamp(0), until: Timestamp(STEPS as i64 * 60_000), step_millis: 60_000 }
}

fn series(value: impl Fn(usize) -> f64) -> Series {
    Series { window: window(), values: (0..STEPS).map(|step| Some(value(step))).collect() }
}

/// From step 60 on, twice as many requests come as the storage can serve.
fn stalled() -> Observed {
    stalled_from(60)
}

fn stalled_from(begins: usize) -> Observed {
    let busy = move |step: usize, calm: f64, busy: f64| if step < begins { calm } else { busy };
    let series = BTreeMap::from([
        (Metric::RequestRate, series(|step| busy(step, 300.0, 500.0))),
        (Metric::P95, series(|step| busy(step, 50.0, 200.0))),
        (Metric::Cpu, series(|step| busy(step, 0.12, 0.2))),
        (Metric::StorageIops, series(|step| busy(step, 1800.0, 2990.0))),
        (Metric::StorageReads, series(|step| busy(step, 1620.0, 2691.0))),
        (Metric::StorageIopsLimit, series(|_| 3000.0)),
        (Metric::Connections, series(|step| busy(step, 15.0, 100.0))),
        (Metric::ConnectionsLimit, series(|_| 400.0)),
        (Metric::QueueLength, series(|step| busy(step, 1.0, 30.0))),
    ]);
    Observed { window: window(), series, needed: BTreeMap::new() }
}

#[test]
fn reads_at_their_limit_with_an_idle_cpu_are_found_and_explained() {
    let advice = advise(&stalled()).expect("advice");
    assert_eq!(advice.limit, Limit::StorageIops);
    assert_eq!((advice.since, advice.until), (Timestamp(60 * 60_000), Timestamp(100 * 60_000)));
    let expected = [
        Clue::AtLimit { metric: Metric::StorageIops, value: 2990.0, bound: Some(3000.0) },
        Clue::Stalled { rate: 500.0 },
        Clue::Longer { calm: 50.0, then: 200.0 },
        Clue::Queue { calm: 1.0, then: 30.0 },
        Clue::Idle { limit: Limit::Cpu, used: 0.2 },
        Clue::Idle { limit: Limit::Connections, used: 0.25 },
    ];
    assert_eq!(advice.clues, expected);
}

#[test]
fn trouble_that_lasts_for_most_of_what_is_seen_is_found_all_the_same() {
    assert_eq!(advise(&stalled_from(30)).map(|advice| advice.limit), Some(Limit::StorageIops));
}

#[test]
fn of_percentiles_that_are_all_measured_the_95th_is_told() {
    let mut observed = stalled();
    observed.series.insert(Metric::P50, series(|_| 20.0));
    observed.series.insert(Metric::P99, series(|_| 900.0));
    let clues = advise(&observed).expect("advice").clues;
    assert!(clues.contains(&Clue::Longer { calm: 50.0, then: 200.0 }), "{clues:?}");
}

#[test]
fn forecasts_follow_from_littles_law_and_the_share_of_reads() {
    let advice = advise(&stalled()).expect("advice");
    // 500/s at 200 ms are 100 in flight; at 50 ms each these would be 2,000/s.
    let [cache, raise] = &advice.forecasts[..] else { panic!("{:?}", advice.forecasts) };
    assert_eq!(cache.remedy, Remedy::CacheReads { hits: 0.8 });
    let allowed = 500.0 / (1.0 - 0.9 * 0.8);
    assert!((cache.rate - allowed).abs() < 0.01, "{cache:?}");
    assert!((cache.latency - 100_000.0 / allowed).abs() < 0.01, "{cache:?}");
    assert_eq!(raise.remedy, Remedy::Raise { limit: Limit::StorageIops, factor: 2.0 });
    assert_eq!((raise.rate, raise.latency, &raise.next), (1000.0, 100.0, &None));
}

#[test]
fn what_is_reached_next_is_told() {
    let mut observed = stalled();
    observed.series.insert(Metric::Cpu, series(|step| if step < 60 { 0.4 } else { 0.72 }));
    let advice = advise(&observed).expect("advice");
    assert_eq!(advice.forecasts[1].next, Some(Limit::Cpu));
    assert!((advice.forecasts[1].rate - 625.0).abs() < 0.01, "{:?}", advice.forecasts[1]);
}

#[test]
fn no_figure_is_made_up_for_a_share_that_is_not_measured() {
    let mut observed = stalled();
    observed.series.remove(&Metric::StorageReads);
    let advice = advise(&observed).expect("advice");
    assert!(!advice.forecasts.iter().any(|forecast| matches!(forecast.remedy, Remedy::CacheReads { .. })));
}

#[test]
fn burst_storage_that_lives_on_its_base_rate_is_at_its_limit() {
    let mut observed = stalled();
    observed.series.insert(Metric::StorageIopsLimit, series(|_| 9000.0));
    assert_eq!(advise(&observed), None, "far from its limit");
    observed.series.insert(Metric::BurstBalance, series(|step| if step < 60 { 0.5 } else { 0.0 }));
    let advice = advise(&observed).expect("advice");
    assert_eq!(advice.limit, Limit::StorageIops);
    assert!(advice.clues.contains(&Clue::BurstSpent));
}

#[test]
fn connections_are_blamed_only_when_nothing_else_holds_them() {
    let mut observed = stalled();
    observed.series.insert(Metric::ConnectionsLimit, series(|_| 101.0));
    assert_eq!(advise(&observed).map(|advice| advice.limit), Some(Limit::StorageIops));
    observed.series.remove(&Metric::StorageIops);
    assert_eq!(advise(&observed).map(|advice| advice.limit), Some(Limit::Connections));
    let payments = ServiceName::parse("payments").expect("a service's name");
    observed.needed.insert(payments.clone(), series(|step| if step < 60 { 20.0 } else { 160.0 }));
    let advice = advise(&observed).expect("advice");
    assert_eq!(advice.limit, Limit::Downstream { service: payments.clone() });
    assert_eq!(advice.forecasts[0].remedy, Remedy::LookAt { service: payments });
}

#[test]
fn who_suffers_from_nothing_known_or_reaches_a_limit_unharmed_gets_no_advice() {
    let mut unharmed = stalled();
    unharmed.series.insert(Metric::P95, series(|_| 50.0));
    assert_eq!(advise(&unharmed), None);
    let mut unknown = stalled();
    unknown.series.remove(&Metric::StorageIopsLimit);
    assert_eq!(advise(&unknown), None);
    let mut unmeasured = stalled();
    unmeasured.series.remove(&Metric::P95);
    assert_eq!(advise(&unmeasured), None);
}

#[test]
fn nothing_is_ruled_out_before_there_is_enough_to_see() {
    let first = |steps: usize| {
        let mut observed = stalled();
        for series in observed.series.values_mut() {
            series.values.iter_mut().skip(steps).for_each(|value| *value = None);
        }
        observed
    };
    assert_eq!([0, 2, 30].map(|steps| enough(&first(steps))), [false, false, true]);
}

#[test]
fn gaps_and_nonsense_break_nothing() {
    let mut observed = stalled();
    for series in observed.series.values_mut() {
        for step in (0..STEPS).step_by(7) {
            series.values[step] = [None, Some(f64::NAN), Some(f64::INFINITY), Some(-1.0)][step % 4];
        }
        series.values.truncate(97);
    }
    assert_eq!(advise(&observed).map(|advice| advice.limit), Some(Limit::StorageIops));
    let nothing = Observed { window: window(), series: BTreeMap::new(), needed: BTreeMap::new() };
    assert_eq!(advise(&nothing), None);
    let empty = Window { from: Timestamp(0), until: Timestamp(0), step_millis: 1 };
    assert_eq!(advise(&Observed { window: empty, ..stalled() }), None);
}
