//! What every source of metrics must do. Each of them runs all of it in its tests: it is filled with a [`story`], then asked.

mod answers;
mod story;
mod trouble;

pub use answers::run;
pub use story::{Minute, story};
pub use trouble::{Trouble, run_trouble};

use domain::Timestamp;
use domain::metric::{Measures, Metric};
use domain::names::{RegionName, ServiceName, StageName};
use services::ports::{MetricQuery, Metrics, Place};
use std::sync::Arc;

/// A source, with how its services are measured.
pub struct Bench<'a> {
    pub metrics: &'a dyn Metrics,
    /// Request rate, error rate, percentiles and CPU in steps of a minute, and nothing else.
    pub measures: Measures,
    /// The moment that the story was told for.
    pub now: Timestamp,
}

const MINUTE: i64 = 60_000;
const SEOUL: &str = "ap-northeast-2";
const PARIS: &str = "eu-west-3";

fn region(name: &str) -> RegionName {
    RegionName::parse(name).expect("a region")
}

fn service(name: &str) -> ServiceName {
    ServiceName::parse(name).expect("a service")
}

fn place(name: &str) -> Place {
    Place { stage: StageName::parse("prod").expect("a stage"), region: region(name), role_arn: None }
}

impl Bench<'_> {
    fn query(&self, name: &str, metric: Metric) -> MetricQuery {
        MetricQuery { service: service(name), metric, measures: Arc::new(self.measures.clone()) }
    }
}
