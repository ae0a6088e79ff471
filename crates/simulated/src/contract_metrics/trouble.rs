use super::story::window;
use super::{Bench, SEOUL, place};
use domain::metric::Metric;
use services::ports::MetricError;

/// The longest pause that a source is granted.
const LONGEST_PAUSE_MILLIS: i64 = 10 * 60_000;

/// What a source answers instead of series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It does not understand the query.
    Refuses,
    /// It is asked too often.
    Throttles,
    /// It is away, or out of order.
    Away,
    LetsNobodyIn,
}

impl Trouble {
    pub const ALL: [Trouble; 4] =
        [Trouble::Refuses, Trouble::Throttles, Trouble::Away, Trouble::LetsNobodyIn];
}

/// Asks a source that is in trouble.
///
/// # Panics
/// When what it tells is something else.
pub async fn run_trouble(bench: &Bench<'_>, trouble: Trouble) {
    let queries = [Metric::RequestRate, Metric::P95].map(|metric| bench.query("live-api", metric));
    let answer = bench.metrics.read(&place(SEOUL), window(bench.now), &queries).await;
    let told = match (&answer, trouble) {
        (Err(MetricError::Refused(why)), Trouble::Refuses)
        | (Err(MetricError::Unreachable(why)), Trouble::Away)
        | (Err(MetricError::NoCredentials(why)), Trouble::LetsNobodyIn) => !why.is_empty(),
        (Err(MetricError::Throttled { until }), Trouble::Throttles) => {
            (1..=LONGEST_PAUSE_MILLIS).contains(&until.since(bench.now))
        }
        _ => false,
    };
    assert!(told, "{trouble:?}: {answer:?}");
}
