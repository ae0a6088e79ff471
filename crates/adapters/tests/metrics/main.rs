//! Where metrics come from, held to their contract: CloudWatch on the sandbox cloud, and a real Prometheus.

mod cloudwatch;
mod endpoint;
mod prometheus;

use adapters::{CloudOptions, CloudWatch, MetricSources};
use domain::Timestamp;
use domain::metric::{Measures, Metric, Window};
use domain::names::{RegionName, ServiceName, StageName};
use services::ports::{Clock, MetricQuery, Metrics, Place, SystemClock};
use simulated::contract_metrics::{Bench, story};
use std::sync::Arc;
use testbed::Ministack;

fn now() -> Timestamp {
    SystemClock.now()
}

fn bench(metrics: &dyn Metrics, measures: Measures, now: Timestamp) -> Bench<'_> {
    Bench { metrics, measures, now }
}

fn place(region: &str) -> Place {
    let stage = StageName::parse("prod").expect("a stage");
    Place { stage, region: RegionName::parse(region).expect("a region"), role_arn: None }
}

#[tokio::test]
async fn one_question_may_be_about_both_sources() {
    let now = now();
    let story = story(now);
    let cloud = Ministack::start().await;
    let seen = prometheus::having_seen(&story).await;
    cloudwatch::fill(&cloud.url(), &story).await;
    let sources = MetricSources {
        cloudwatch: CloudWatch::new(CloudOptions::sandbox(&cloud.url())),
        prometheus: Some(prometheus::adapter(&seen.url())),
    };
    let (one, other) = (Arc::new(cloudwatch::measures()), Arc::new(prometheus::measures()));
    let queries = [(&one, "live-api"), (&other, "player"), (&other, "live-api"), (&one, "player")];
    let queries = queries.map(|(measures, service)| MetricQuery {
        service: ServiceName::parse(service).expect("a service"),
        metric: Metric::RequestRate,
        measures: Arc::clone(measures),
    });
    let at = story[0].at;
    let window = Window { from: at, until: at.plus_millis(60_000), step_millis: 60_000 };
    let found = sources.read(&place("ap-northeast-2"), window, &queries).await.expect("series");
    let rates: Vec<_> = found.iter().map(|series| series.last().map(f64::round)).collect();
    assert_eq!(rates, [Some(10.0), Some(1.0), Some(10.0), Some(1.0)], "in the order of the queries");
}
