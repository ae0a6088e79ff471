//! The contract of metrics, kept in memory.

use domain::Timestamp;
use domain::metric::{Formula, Measures, Metric, Sample, Source, Term};
use services::ports::MetricError;
use simulated::SimulatedMetrics;
use simulated::contract_metrics::{Bench, Minute, Trouble, run, run_trouble, story};
use std::collections::BTreeMap;

/// No clock is ahead of the simulated source, so the story lies before it.
const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn bench(metrics: &SimulatedMetrics) -> Bench<'_> {
    let mut formulas = Source::load_balancer("Test", &BTreeMap::new());
    let term = Term {
        namespace: "Test".to_owned(),
        metric: "CPUUtilization".to_owned(),
        dimensions: BTreeMap::new(),
        statistic: "Average".to_owned(),
    };
    formulas.insert(Metric::Cpu, Formula::Value { term, also: Vec::new(), factor: 1.0 });
    Bench {
        metrics,
        measures: Measures { source: Source::CloudWatch { formulas }, step_seconds: 60 },
        now: NOW,
    }
}

fn put(metrics: &SimulatedMetrics, minute: &Minute) {
    let put = |metric, value| {
        metrics.put(&minute.region, &minute.service, metric, &[Sample { at: minute.at, value }]);
    };
    let count = f64::from(minute.count());
    put(Metric::RequestRate, count / 60.0);
    put(Metric::ErrorRate, f64::from(minute.failed) / count);
    put(Metric::Cpu, minute.cpu);
    for (metric, share) in [(Metric::P50, 0.5), (Metric::P95, 0.95), (Metric::P99, 0.99)] {
        let mut left = share * count;
        let slowest = minute.requests.iter().find(|(count, _)| {
            left -= f64::from(*count);
            left <= 0.0
        });
        if let Some((_, millis)) = slowest {
            put(metric, *millis);
        }
    }
}

#[tokio::test]
async fn the_contract_is_kept() {
    let metrics = SimulatedMetrics::default();
    metrics.set_now(NOW);
    story(NOW).iter().for_each(|minute| put(&metrics, minute));
    run(&bench(&metrics)).await;
}

#[tokio::test]
async fn trouble_is_told() {
    let metrics = SimulatedMetrics::default();
    for trouble in Trouble::ALL {
        let why = "it does not".to_owned();
        metrics.breaks(Some(match trouble {
            Trouble::Refuses => MetricError::Refused(why),
            Trouble::Throttles => MetricError::Throttled { until: NOW.plus_millis(15_000) },
            Trouble::Away => MetricError::Unreachable(why),
            Trouble::LetsNobodyIn => MetricError::NoCredentials(why),
        }));
        run_trouble(&bench(&metrics), trouble).await;
    }
}
