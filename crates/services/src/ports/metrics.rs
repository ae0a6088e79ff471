use super::Place;
use async_trait::async_trait;
use domain::Timestamp;
use domain::metric::{Measures, Metric, Series, Window};
use domain::names::ServiceName;
use std::sync::Arc;

/// One metric of one service, measured as that service declares it.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricQuery {
    pub service: ServiceName,
    pub metric: Metric,
    pub measures: Arc<Measures>,
}

/// Tells how services were doing.
#[async_trait]
pub trait Metrics: Send + Sync {
    /// A series for each query, in their order, all of one stage and region. Any number of services may be asked about at
    /// once; implementations ask their source as seldom as it allows. What was not measured is a gap.
    async fn read(
        &self,
        place: &Place,
        window: Window,
        queries: &[MetricQuery],
    ) -> Result<Vec<Series>, MetricError>;
}

/// Why nothing can be said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetricError {
    /// Asked too often.
    #[error("the source of metrics asks for a pause")]
    Throttled { until: Timestamp },
    #[error("the source of metrics lets nobody in: {0}")]
    NoCredentials(String),
    #[error("the source of metrics does not answer: {0}")]
    Unreachable(String),
    /// It answers, and does not take the question; asking again changes nothing.
    #[error("the source of metrics does not take the question: {0}")]
    Refused(String),
    #[error("{0} is not measured")]
    NotConfigured(String),
}

/// Before a source that did not answer well is asked again.
const AFTER_ERROR_MILLIS: i64 = 15_000;

impl MetricError {
    /// When to ask again, at the earliest.
    pub fn again(&self, now: Timestamp) -> Timestamp {
        match self {
            MetricError::Throttled { until } => *until,
            _ => now.plus_millis(AFTER_ERROR_MILLIS),
        }
    }
}
