//! Where a service's metrics come from, as its `slipway.yaml` declares it.

use super::Metric;
use crate::names::{RegionName, ServiceName, StageName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a service is measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    pub source: Source,
    /// Length of a step.
    pub step_seconds: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
// No inner tag: serde reads numbers behind one in a way that does not go with exact numbers in JSON.
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// In the account of the stage, in each region by itself.
    CloudWatch { formulas: BTreeMap<Metric, Formula> },
    /// PromQL at the configured endpoint. `{service}`, `{stage}`, `{region}` and `{window}` are filled in.
    Prometheus { queries: BTreeMap<Metric, String> },
}

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    CloudWatch,
    Prometheus,
}

/// How a metric follows from what CloudWatch keeps. The arithmetic is done here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Formula {
    /// A statistic and those that are added to it, times a factor that brings them into the metric's unit.
    Value {
        term: Term,
        #[serde(default)]
        also: Vec<Term>,
        factor: f64,
    },
    /// A sum over a step, by the second.
    PerSecond { term: Term },
    /// A sum, and those that are added to it, in another sum.
    Share {
        part: Term,
        #[serde(default)]
        also: Vec<Term>,
        whole: Term,
    },
}

/// One statistic of one of CloudWatch's metrics.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Term {
    pub namespace: String,
    pub metric: String,
    pub dimensions: BTreeMap<String, String>,
    /// `Sum`, `Average`, `p95` …
    pub statistic: String,
}

impl Measures {
    pub fn knows(&self, metric: Metric) -> bool {
        match &self.source {
            Source::CloudWatch { formulas } => formulas.contains_key(&metric),
            Source::Prometheus { queries } => queries.contains_key(&metric),
        }
    }

    pub fn step_millis(&self) -> i64 {
        i64::from(self.step_seconds.max(1)) * 1000
    }
}

impl Formula {
    /// All that is asked for; the whole of a share comes last.
    pub fn terms(&self) -> Vec<&Term> {
        match self {
            Formula::Value { term, also, .. } => std::iter::once(term).chain(also).collect(),
            Formula::PerSecond { term } => vec![term],
            Formula::Share { part, also, whole } => {
                std::iter::once(part).chain(also).chain(std::iter::once(whole)).collect()
            }
        }
    }
}

impl Term {
    /// With its placeholders filled in.
    pub fn filled(&self, service: &ServiceName, stage: &StageName, region: &RegionName) -> Term {
        let fill = |text: &String| filled(text, service, stage, region);
        let dimensions = self.dimensions.iter().map(|(name, value)| (name.clone(), fill(value)));
        Term { dimensions: dimensions.collect(), ..self.clone() }
    }
}

impl Source {
    pub fn kind(&self) -> SourceKind {
        match self {
            Source::CloudWatch { .. } => SourceKind::CloudWatch,
            Source::Prometheus { .. } => SourceKind::Prometheus,
        }
    }

    /// A load balancer of AWS with these dimensions: requests, errors and latency.
    pub fn load_balancer(
        namespace: &str,
        dimensions: &BTreeMap<String, String>,
    ) -> BTreeMap<Metric, Formula> {
        let term = |metric: &str, statistic: &str| Term {
            namespace: namespace.to_owned(),
            metric: metric.to_owned(),
            dimensions: dimensions.clone(),
            statistic: statistic.to_owned(),
        };
        let (requests, errors) = (term("RequestCount", "Sum"), term("HTTPCode_Target_5XX_Count", "Sum"));
        // Where targets do not answer, the load balancer itself says 502, 503 or 504.
        let its_own = term("HTTPCode_ELB_5XX_Count", "Sum");
        // CloudWatch tells seconds.
        let latency = |statistic| Formula::Value {
            term: term("TargetResponseTime", statistic),
            also: Vec::new(),
            factor: 1000.0,
        };
        BTreeMap::from([
            (Metric::RequestRate, Formula::PerSecond { term: requests.clone() }),
            (Metric::ErrorRate, Formula::Share { part: errors, also: vec![its_own], whole: requests }),
            (Metric::P50, latency("p50")),
            (Metric::P95, latency("p95")),
            (Metric::P99, latency("p99")),
        ])
    }

    /// A database of RDS with these dimensions: what it is busy with.
    pub fn database(dimensions: &BTreeMap<String, String>) -> BTreeMap<Metric, Formula> {
        let term = |metric: &str| Term {
            namespace: "AWS/RDS".to_owned(),
            metric: metric.to_owned(),
            dimensions: dimensions.clone(),
            statistic: "Average".to_owned(),
        };
        let value = |metric, factor| Formula::Value { term: term(metric), also: Vec::new(), factor };
        // Limits of storage are on reads and writes together.
        let both =
            |reads, writes| Formula::Value { term: term(reads), also: vec![term(writes)], factor: 1.0 };
        BTreeMap::from([
            (Metric::Cpu, value("CPUUtilization", 0.01)),
            (Metric::StorageIops, both("ReadIOPS", "WriteIOPS")),
            (Metric::StorageReads, value("ReadIOPS", 1.0)),
            (Metric::StorageThroughput, both("ReadThroughput", "WriteThroughput")),
            (Metric::QueueLength, value("DiskQueueDepth", 1.0)),
            (Metric::Connections, value("DatabaseConnections", 1.0)),
            (Metric::BurstBalance, value("BurstBalance", 0.01)),
        ])
    }
}

/// A text with its placeholders filled in.
pub(crate) fn filled(text: &str, service: &ServiceName, stage: &StageName, region: &RegionName) -> String {
    let text = text.replace("{service}", service.as_str());
    text.replace("{stage}", stage.as_str()).replace("{region}", region.as_str())
}

impl Source {
    /// A PromQL query with its placeholders filled in.
    pub fn query(
        text: &str,
        service: &ServiceName,
        stage: &StageName,
        region: &RegionName,
        step_millis: i64,
    ) -> String {
        // A rate needs two samples, and scrapes come late.
        let window = format!("{}s", (step_millis / 1000 * 4).max(60));
        filled(text, service, stage, region).replace("{window}", &window)
    }
}

impl Source {
    /// What it is called, with the namespace that tells a sandbox from the real thing.
    pub fn title(&self) -> String {
        match self {
            Source::Prometheus { .. } => "Prometheus".to_owned(),
            Source::CloudWatch { formulas } => {
                let first = formulas.get(&Metric::RequestRate).or_else(|| formulas.values().next());
                let namespace = first.and_then(|formula| Some(formula.terms().first()?.namespace.clone()));
                format!("CloudWatch · {}", namespace.unwrap_or_default())
            }
        }
    }
}
