//! The contract of metrics, kept in memory.

use domain::Timestamp;
use domain::metric::{Measures, Metric, Sample, Source};
use domain::names::{RegionName, ServiceName};
use futures::FutureExt;
use futures::future::BoxFuture;
use services::ports::Metrics;
use simulated::SimulatedMetrics;
use simulated::contract_metrics::{Bench, run};
use std::collections::BTreeMap;

struct InMemory(SimulatedMetrics);

impl Bench for InMemory {
    fn metrics(&self) -> &dyn Metrics {
        &self.0
    }

    fn measures(&self) -> Measures {
        let formulas = Source::load_balancer("Test", &BTreeMap::new());
        Measures { source: Source::CloudWatch { formulas }, step_seconds: 60 }
    }

    fn traffic<'a>(
        &'a self,
        region: &'a RegionName,
        service: &'a ServiceName,
        traffic: &'a [(Timestamp, f64, f64, f64)],
    ) -> BoxFuture<'a, ()> {
        for (at, requests, errors, millis) in traffic {
            let put = |metric, value| self.0.put(region, service, metric, &[Sample { at: *at, value }]);
            put(Metric::RequestRate, requests / 60.0);
            put(Metric::ErrorRate, errors / requests);
            put(Metric::P95, *millis);
        }
        std::future::ready(()).boxed()
    }

    fn now(&self) -> Timestamp {
        Timestamp(1_800_000_000_000)
    }
}

#[tokio::test]
async fn the_contract_is_kept() {
    run(&InMemory(SimulatedMetrics::default())).await;
}
