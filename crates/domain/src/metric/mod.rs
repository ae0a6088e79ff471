//! What is measured of a running service, as values over time. Where nothing was measured there is a gap, never a zero.

mod health;
mod series;
mod source;
mod words;

pub use health::{Compared, Condition, Evidence, Health, Measured, Verdict};
pub use series::{Sample, Series, Window, increases};
pub use source::{Formula, Measures, Source, SourceKind, Term};

use serde::{Deserialize, Serialize};

macro_rules! metrics {
    ($($name:ident: $word:literal, $unit:ident;)*) => {
        /// What can be asked about a service in a stage and region.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Metric { $($name),* }

        impl Metric {
            pub const ALL: &[Metric] = &[$(Metric::$name),*];

            /// As files, scripts and the API spell it.
            pub fn as_str(self) -> &'static str {
                match self { $(Metric::$name => $word),* }
            }

            pub fn unit(self) -> Unit {
                match self { $(Metric::$name => Unit::$unit),* }
            }
        }
    };
}

metrics! {
    RequestRate: "request_rate", PerSecond;
    ErrorRate: "error_rate", Share;
    P50: "p50", Milliseconds;
    P95: "p95", Milliseconds;
    P99: "p99", Milliseconds;
    Cpu: "cpu", Share;
    Memory: "memory", Share;
    StorageIops: "storage_iops", PerSecond;
    StorageReads: "storage_reads", PerSecond;
    StorageIopsLimit: "storage_iops_limit", PerSecond;
    StorageThroughput: "storage_throughput", BytesPerSecond;
    StorageThroughputLimit: "storage_throughput_limit", BytesPerSecond;
    QueueLength: "queue_length", Count;
    Connections: "connections", Count;
    ConnectionsLimit: "connections_limit", Count;
    BurstBalance: "burst_balance", Share;
    CacheHits: "cache_hits", Share;
}

/// What a metric's values count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    PerSecond,
    /// 0 to 1.
    Share,
    Milliseconds,
    BytesPerSecond,
    Count,
}

impl Metric {
    /// The metric of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|metric| metric.as_str() == name)
    }

    /// What can be drawn as a line beside a deployment.
    pub const SIGNALS: [Metric; 3] = [Metric::ErrorRate, Metric::P95, Metric::RequestRate];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_is_spelt_the_same_everywhere() {
        for metric in Metric::ALL {
            assert_eq!(serde_json::to_value(metric).expect("a word"), metric.as_str());
            assert_eq!(Metric::parse(metric.as_str()), Some(*metric));
        }
        assert_eq!(Metric::parse("latency"), None);
    }
}
