use crate::metric::Metric;
use crate::names::ServiceName;
use serde::{Deserialize, Serialize};

/// What a service can run into.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "limit", rename_all = "snake_case")]
pub enum Limit {
    Memory,
    StorageIops,
    StorageThroughput,
    Cpu,
    /// Another service takes the time.
    Downstream {
        service: ServiceName,
    },
    Connections,
}

impl Limit {
    /// Of the service itself, what causes before what follows: who lacks memory reads more and computes more, and whoever is
    /// slow for any reason holds more connections.
    pub const OWN: [Limit; 5] =
        [Limit::Memory, Limit::StorageIops, Limit::StorageThroughput, Limit::Cpu, Limit::Connections];

    /// What is measured of it, and under which metric its bound is; shares have one of their own.
    pub fn metrics(&self) -> Option<(Metric, Option<Metric>)> {
        match self {
            Limit::Memory => Some((Metric::Memory, None)),
            Limit::StorageIops => Some((Metric::StorageIops, Some(Metric::StorageIopsLimit))),
            Limit::StorageThroughput => {
                Some((Metric::StorageThroughput, Some(Metric::StorageThroughputLimit)))
            }
            Limit::Cpu => Some((Metric::Cpu, None)),
            Limit::Connections => Some((Metric::Connections, Some(Metric::ConnectionsLimit))),
            Limit::Downstream { .. } => None,
        }
    }

    /// From which share on it is as good as used up.
    pub(super) fn full(&self) -> f64 {
        match self {
            Limit::Cpu => 0.9,
            _ => 0.93,
        }
    }
}
