//! What every source of metrics must do. Each of them runs all of it in its tests.

use domain::Timestamp;
use domain::metric::{Measures, Metric, Series, Window};
use domain::names::{RegionName, ServiceName, StageName};
use futures::future::BoxFuture;
use services::ports::{MetricError, MetricQuery, Metrics, Place};
use std::sync::Arc;

/// A source, and a way to put measurements there.
pub trait Bench: Sync {
    fn metrics(&self) -> &dyn Metrics;

    /// How the service is measured: request rate, error rate and p95 in steps of a minute.
    fn measures(&self) -> Measures;

    /// Traffic of one step: so many requests, of which so many failed, each taking so many milliseconds.
    fn traffic<'a>(
        &'a self,
        region: &'a RegionName,
        service: &'a ServiceName,
        traffic: &'a [(Timestamp, f64, f64, f64)],
    ) -> BoxFuture<'a, ()>;

    /// The present; what is put there lies in the hour before.
    fn now(&self) -> Timestamp;
}

const MINUTE: i64 = 60_000;

fn region(name: &str) -> RegionName {
    RegionName::parse(name).expect("a region")
}

fn place(name: &str) -> Place {
    Place { stage: StageName::parse("prod").expect("a stage"), region: region(name), role_arn: None }
}

fn service(name: &str) -> ServiceName {
    ServiceName::parse(name).expect("a service")
}

fn query(bench: &dyn Bench, name: &str, metric: Metric) -> MetricQuery {
    MetricQuery { service: service(name), metric, measures: Arc::new(bench.measures()) }
}

/// Five minutes, of which the last ends at least ten minutes ago.
fn window(bench: &dyn Bench) -> Window {
    let until = bench.now().plus_millis(-10 * MINUTE);
    let until = Timestamp(until.0.div_euclid(MINUTE) * MINUTE);
    Window { from: until.plus_millis(-5 * MINUTE), until, step_millis: MINUTE }
}

fn close(series: &Series, wanted: &[Option<f64>]) {
    let same = |(found, wanted): (&Option<f64>, &Option<f64>)| match (found, wanted) {
        (Some(found), Some(wanted)) => (found - wanted).abs() <= wanted.abs() * 0.02 + 1e-6,
        (found, wanted) => found.is_none() && wanted.is_none(),
    };
    assert_eq!(series.values.len(), wanted.len());
    assert!(series.values.iter().zip(wanted).all(same), "{:?} is not {wanted:?}", series.values);
}

/// Runs all of it.
///
/// # Panics
/// When a promise is broken.
pub async fn run(bench: &dyn Bench) {
    let window = window(bench);
    let at = |step: i64| window.from.plus_millis(step * MINUTE);
    let (seoul, paris) = (region("ap-northeast-2"), region("eu-west-3"));
    // Nothing at all was measured in the minutes 2 and 3.
    let traffic = [(at(0), 600.0, 6.0, 100.0), (at(1), 1200.0, 0.0, 200.0), (at(4), 60.0, 30.0, 300.0)];
    bench.traffic(&seoul, &service("live-api"), &traffic).await;
    bench.traffic(&paris, &service("live-api"), &[(at(0), 60.0, 60.0, 900.0)]).await;
    series_are_told_with_their_gaps(bench, window).await;
    regions_and_services_are_apart(bench, window).await;
    many_are_asked_at_once(bench, window).await;
    what_is_not_declared_is_not_measured(bench, window).await;
}

async fn series_are_told_with_their_gaps(bench: &dyn Bench, window: Window) {
    let queries =
        [Metric::RequestRate, Metric::ErrorRate, Metric::P95].map(|metric| query(bench, "live-api", metric));
    let found = bench.metrics().read(&place("ap-northeast-2"), window, &queries).await.expect("series");
    close(&found[0], &[Some(10.0), Some(20.0), None, None, Some(1.0)]);
    close(&found[1], &[Some(0.01), Some(0.0), None, None, Some(0.5)]);
    close(&found[2], &[Some(100.0), Some(200.0), None, None, Some(300.0)]);
}

async fn regions_and_services_are_apart(bench: &dyn Bench, window: Window) {
    let errors = [query(bench, "live-api", Metric::ErrorRate)];
    let found = bench.metrics().read(&place("eu-west-3"), window, &errors).await.expect("series");
    close(&found[0], &[Some(1.0), None, None, None, None]);
    let nobody = [query(bench, "nobody", Metric::RequestRate), query(bench, "nobody", Metric::ErrorRate)];
    let found = bench.metrics().read(&place("eu-west-3"), window, &nobody).await.expect("series");
    assert!(found.iter().all(|series| !series.has_data()), "nobody knows it, which is no zero: {found:?}");
}

async fn many_are_asked_at_once(bench: &dyn Bench, window: Window) {
    let named =
        |position: usize| if position == 599 { "live-api".to_owned() } else { format!("service-{position}") };
    let queries: Vec<_> = (0..600).map(|at| query(bench, &named(at), Metric::RequestRate)).collect();
    let found = bench.metrics().read(&place("ap-northeast-2"), window, &queries).await.expect("series");
    assert_eq!(found.len(), 600);
    assert!(found[..599].iter().all(|series| !series.has_data()));
    close(&found[599], &[Some(10.0), Some(20.0), None, None, Some(1.0)]);
}

async fn what_is_not_declared_is_not_measured(bench: &dyn Bench, window: Window) {
    let asked =
        bench.metrics().read(&place("eu-west-3"), window, &[query(bench, "live-api", Metric::Cpu)]).await;
    assert!(matches!(asked, Err(MetricError::NotConfigured(_))), "{asked:?}");
}
