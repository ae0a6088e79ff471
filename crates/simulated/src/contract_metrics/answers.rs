use super::story::window;
use super::{Bench, MINUTE, PARIS, SEOUL, place};
use domain::metric::{Metric, Series, Window};
use services::ports::MetricError;

fn close(what: &str, series: &Series, wanted: &[Option<f64>]) {
    let same = |(found, wanted): (&Option<f64>, &Option<f64>)| match (found, wanted) {
        (Some(found), Some(wanted)) => (found - wanted).abs() <= wanted.abs() * 0.02 + 1e-6,
        (found, wanted) => found.is_none() && wanted.is_none(),
    };
    assert_eq!(series.values.len(), wanted.len(), "{what}");
    assert!(series.values.iter().zip(wanted).all(same), "{what}: {:?} is not {wanted:?}", series.values);
}

impl Bench<'_> {
    async fn read(&self, region: &str, window: Window, asked: &[(&str, Metric)]) -> Vec<Series> {
        let queries: Vec<_> = asked.iter().map(|(name, metric)| self.query(name, *metric)).collect();
        let found = self.metrics.read(&place(region), window, &queries).await.expect("series");
        assert_eq!(found.len(), asked.len(), "a series for each query");
        found
    }
}

/// Runs all of it on a source that was filled with the story, and with nothing else.
///
/// # Panics
/// When a promise is broken.
pub async fn run(bench: &Bench<'_>) {
    let window = window(bench.now);
    rates_and_shares_have_their_gaps(bench, window).await;
    percentiles_are_those_of_all_requests(bench, window).await;
    what_is_no_number_is_a_gap(bench, window).await;
    regions_and_services_are_apart(bench, window).await;
    what_never_failed_has_no_errors(bench, window).await;
    a_clock_that_is_ahead_tells_nothing(bench, window).await;
    many_are_asked_at_once(bench, window).await;
    what_is_not_declared_is_not_measured(bench, window).await;
}

/// Also over a restart, after which counters begin at nothing.
async fn rates_and_shares_have_their_gaps(bench: &Bench<'_>, window: Window) {
    let asked = [("live-api", Metric::RequestRate), ("live-api", Metric::ErrorRate)];
    let found = bench.read(SEOUL, window, &asked).await;
    let rates = [Some(10.0), Some(20.0), None, None, Some(1.0), Some(2.0), Some(0.0), Some(1000.0 / 60.0)];
    close("request rate", &found[0], &rates);
    // Of no requests no share can be told.
    let shares = [Some(0.01), Some(0.0), None, None, Some(0.5), Some(0.0), None, Some(0.0)];
    close("error rate", &found[1], &shares);
}

async fn percentiles_are_those_of_all_requests(bench: &Bench<'_>, window: Window) {
    let asked = [Metric::P50, Metric::P95, Metric::P99].map(|metric| ("live-api", metric));
    let found = bench.read(SEOUL, window, &asked).await;
    for ((_, metric), (series, last)) in asked.iter().zip(found.iter().zip([100.0, 400.0, 1000.0])) {
        let wanted = [100.0, 200.0, f64::NAN, f64::NAN, 300.0, 100.0, f64::NAN, last];
        let wanted = wanted.map(|value| Some(value).filter(|value: &f64| value.is_finite()));
        close(metric.as_str(), series, &wanted);
    }
}

async fn what_is_no_number_is_a_gap(bench: &Bench<'_>, window: Window) {
    let found = bench.read(SEOUL, window, &[("live-api", Metric::Cpu)]).await;
    let wanted = [Some(0.25), Some(0.5), None, None, None, Some(0.5), Some(0.75), Some(1.0)];
    close("cpu", &found[0], &wanted);
}

async fn regions_and_services_are_apart(bench: &Bench<'_>, window: Window) {
    let mut wanted = [None; 8];
    wanted[0] = Some(1.0);
    let asked = [
        ("live-api", Metric::ErrorRate),
        ("player", Metric::RequestRate),
        ("nobody", Metric::RequestRate),
        ("nobody", Metric::ErrorRate),
        ("nobody", Metric::P95),
    ];
    let found = bench.read(PARIS, window, &asked).await;
    close("error rate in another region", &found[0], &wanted);
    let unknown = |series: &Series| !series.has_data();
    assert!(found[1..].iter().all(unknown), "nobody knows them, which is no zero: {found:?}");
}

async fn what_never_failed_has_no_errors(bench: &Bench<'_>, window: Window) {
    let found = bench.read(SEOUL, window, &[("player", Metric::ErrorRate)]).await;
    let mut wanted = [None; 8];
    wanted[0] = Some(0.0);
    close("error rate of a service that never failed", &found[0], &wanted);
}

async fn a_clock_that_is_ahead_tells_nothing(bench: &Bench<'_>, window: Window) {
    let window = Window { from: window.until, until: window.until.plus_millis(16 * MINUTE), ..window };
    let found = bench.read(SEOUL, window, &[("hasty", Metric::RequestRate)]).await;
    let mut wanted = [None; 16];
    wanted[9] = Some(1.0);
    close("request rate of a service whose clock is ahead", &found[0], &wanted);
}

async fn many_are_asked_at_once(bench: &Bench<'_>, window: Window) {
    let names: Vec<String> = (0..600).map(|at| format!("service-{at}")).collect();
    let mut asked: Vec<_> = names.iter().map(|name| (name.as_str(), Metric::P50)).collect();
    asked[599] = ("live-api", Metric::P50);
    let found = bench.read(PARIS, window, &asked).await;
    assert!(found[..599].iter().all(|series| !series.has_data()));
    assert!(found[599].has_data(), "the last of many");
}

async fn what_is_not_declared_is_not_measured(bench: &Bench<'_>, window: Window) {
    let asked = [bench.query("live-api", Metric::Memory)];
    let answer = bench.metrics.read(&place(PARIS), window, &asked).await;
    assert!(matches!(answer, Err(MetricError::NotConfigured(_))), "{answer:?}");
}
