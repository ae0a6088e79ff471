//! Advice in words, for scripts and for pages in English.

use super::{Clue, Limit, Remedy};
use std::fmt;

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Memory => f.write_str("memory"),
            Limit::StorageIops => f.write_str("storage reads and writes a second"),
            Limit::StorageThroughput => f.write_str("storage throughput"),
            Limit::Cpu => f.write_str("CPU"),
            Limit::Connections => f.write_str("connections"),
            Limit::Downstream { service } => write!(f, "{service}, which the service needs"),
        }
    }
}

impl fmt::Display for Clue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |value: f64| format!("{value:.0} ms");
        match self {
            Clue::AtLimit { metric, value, bound } => {
                write!(f, "{} stands still at {}", metric.title(), metric.unit().told(*value))?;
                match bound {
                    Some(bound) => write!(f, " of {}", metric.unit().told(*bound)),
                    None => Ok(()),
                }
            }
            Clue::Slow { service, calm, then } => {
                write!(f, "{service} answers in {} instead of {}", ms(*then), ms(*calm))
            }
            Clue::Stalled { rate } => write!(f, "requests do not get beyond {rate:.0}/s"),
            Clue::Longer { calm, then } => write!(f, "requests take {} instead of {}", ms(*then), ms(*calm)),
            Clue::Queue { calm, then } => write!(f, "{then:.0} wait in the queue instead of {calm:.0}"),
            Clue::BurstSpent => {
                f.write_str("the burst balance is spent, so that the storage gives its base rate only")
            }
            Clue::Idle { limit, used } => write!(f, "{limit} is idle: {:.0} % are used", used * 100.0),
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Remedy::CacheReads { hits } => {
                write!(f, "a cache that answers {:.0} % of the reads", hits * 100.0)
            }
            Remedy::Raise { limit, factor } => write!(f, "{factor:.0} times as much of {limit}"),
            Remedy::LookAt { service } => write!(f, "look at {service}"),
        }
    }
}
