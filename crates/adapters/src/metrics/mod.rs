//! Where metrics come from: CloudWatch, and whatever speaks Prometheus's API.

mod answer;
mod cloudwatch;
mod formula;
mod prometheus;

pub use cloudwatch::CloudWatch;
pub use prometheus::{Prometheus, PrometheusOptions};

use async_trait::async_trait;
use domain::Timestamp;
use domain::metric::{Series, Source, Window};
use services::ports::{Clock, MetricError, MetricQuery, Metrics, Place, SystemClock};

/// Asks each source for what services declare to be there.
#[derive(Debug)]
pub struct MetricSources {
    pub cloudwatch: CloudWatch,
    /// `None`: no endpoint is configured.
    pub prometheus: Option<Prometheus>,
}

#[async_trait]
impl Metrics for MetricSources {
    async fn read(
        &self,
        place: &Place,
        window: Window,
        queries: &[MetricQuery],
    ) -> Result<Vec<Series>, MetricError> {
        let cloudwatch = |query: &MetricQuery| matches!(query.measures.source, Source::CloudWatch { .. });
        let (ours, theirs): (Vec<_>, Vec<_>) = queries.iter().cloned().partition(cloudwatch);
        let mut found = match ours.is_empty() {
            true => Vec::new(),
            false => self.cloudwatch.read(place, window, &ours).await?,
        }
        .into_iter();
        let mut others = match (theirs.is_empty(), &self.prometheus) {
            (true, _) => Vec::new(),
            (false, Some(prometheus)) => prometheus.read(place, window, &theirs).await?,
            (false, None) => {
                let what = "metrics.prometheus_url is not set, so what Prometheus knows".to_owned();
                return Err(MetricError::NotConfigured(what));
            }
        }
        .into_iter();
        let next = |query| if cloudwatch(query) { found.next() } else { others.next() };
        Ok(queries.iter().filter_map(next).collect())
    }
}

fn now() -> Timestamp {
    SystemClock.now()
}

/// When to ask again whoever asks for a pause: after what it says, or a while, with a spread, so that not all come back at once.
fn again(after_millis: i64) -> Timestamp {
    let now = now();
    let spread = now.0.rem_euclid(997) * after_millis / 1994;
    now.plus_millis(after_millis + spread)
}
