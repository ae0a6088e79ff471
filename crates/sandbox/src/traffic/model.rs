//! How a service does under made-up users. The same seed, place and moment always give the same numbers.

use domain::Timestamp;
use domain::names::{RegionName, ServiceName, StageName};
use domain::release::Version;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sha2::{Digest, Sha256};
use std::f64::consts::TAU;

/// What is under load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Serving {
    pub service: ServiceName,
    pub stage: StageName,
    pub region: RegionName,
    pub version: Version,
}

/// How a release behaves. In the sandbox its version tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temper {
    Good,
    /// `…-bad` fails in [`FRAGILE`].
    Bad,
    /// `…-reads` asks its storage for far more than it may have.
    Greedy,
}

/// The region that a bad release breaks.
pub(crate) const FRAGILE: &str = "eu-west-3";
/// Reads a second that the sandbox's storage allows.
pub(super) const STORAGE_LIMIT: f64 = 3_000.0;
const READS_PER_REQUEST: f64 = 4.0;
const GREEDY_READS_PER_REQUEST: f64 = 90.0;
const QUIET_MILLIS: f64 = 80.0;

/// What was measured over one step.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measured {
    pub requests: f64,
    pub errors: f64,
    /// Milliseconds; each stands for an equal part of the requests.
    pub latencies: Vec<f64>,
    /// From 0 to 1.
    pub cpu: f64,
    pub memory: f64,
    /// A second.
    pub reads: f64,
    pub queue: f64,
}

impl Temper {
    pub fn of(version: &Version) -> Self {
        Self::told(version.as_str())
    }

    pub(crate) fn told(version: &str) -> Self {
        match version {
            version if version.ends_with("-bad") => Temper::Bad,
            version if version.ends_with("-reads") => Temper::Greedy,
            _ => Temper::Good,
        }
    }
}

/// The step of `seconds` that begins at `at`.
pub(super) fn measure(serving: &Serving, at: Timestamp, seconds: f64, seed: u64) -> Measured {
    let mut dice = dice(serving, at, seed);
    let wanted = wanted(serving, at) * dice.random_range(0.93..1.07);
    let temper = Temper::of(&serving.version);
    let per_request = if temper == Temper::Greedy { GREEDY_READS_PER_REQUEST } else { READS_PER_REQUEST };
    let served = wanted.min(STORAGE_LIMIT / per_request);
    // What is asked for beyond the limit queues up, and everybody waits.
    let crowding = (wanted / served).max(1.0);
    let broken = temper == Temper::Bad && serving.region.as_str() == FRAGILE;
    let slowness = crowding.powi(2) * if broken { 4.0 } else { 1.0 };
    let failing = if broken { 0.18 } else { 0.0008 } + if crowding > 1.5 { 0.01 } else { 0.0 };
    let requests = (served * seconds).round();
    Measured {
        requests,
        errors: (requests * failing * dice.random_range(0.7..1.3)).round(),
        latencies: latencies(QUIET_MILLIS * slowness, &mut dice),
        cpu: (served / 900.0 + dice.random_range(0.05..0.08)).min(1.0),
        memory: dice.random_range(0.41..0.44),
        reads: (served * per_request * dice.random_range(0.985..1.0)).min(STORAGE_LIMIT),
        queue: (crowding - 1.0) * 40.0 + dice.random_range(0.0..0.6),
    }
}

/// Requests a second: more at the region's evening than at its night, and much less where only colleagues try things.
fn wanted(serving: &Serving, at: Timestamp) -> f64 {
    let (busy, hours_ahead) = match serving.region.as_str() {
        "ap-northeast-2" => (90.0, 9.0),
        "ap-southeast-1" => (60.0, 8.0),
        "eu-west-3" => (50.0, 1.0),
        _ => (70.0, -5.0),
    };
    let share = match serving.stage.as_str() {
        "prod" => 1.0,
        "staging" => 0.2,
        _ => 0.05,
    };
    let hour = (at.0 as f64 / 3_600_000.0 + hours_ahead) % 24.0;
    let tide = 0.65 + 0.35 * ((hour - 20.0) / 24.0 * TAU).cos();
    busy * share * tide
}

/// Twenty values with a long tail upwards.
fn latencies(middle: f64, dice: &mut StdRng) -> Vec<f64> {
    (0..20)
        .map(|step| {
            let rank = (f64::from(step) + 0.5) / 20.0;
            let tail = (rank / (1.0 - rank)).powf(0.32);
            middle * tail * dice.random_range(0.97..1.03)
        })
        .collect()
}

fn dice(serving: &Serving, at: Timestamp, seed: u64) -> StdRng {
    let name = format!("{seed} {} {} {} {}", serving.service, serving.stage, serving.region, at.0);
    StdRng::from_seed(Sha256::digest(name.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(version: &str, region: &str) -> Measured {
        let serving = Serving {
            service: ServiceName::parse("live-api").expect("a name"),
            stage: StageName::parse("prod").expect("a stage"),
            region: RegionName::parse(region).expect("a region"),
            version: Version::parse(version).expect("a version"),
        };
        measure(&serving, Timestamp(1_790_000_000_000), 60.0, 7)
    }

    #[test]
    fn the_same_moment_always_gives_the_same_numbers() {
        assert_eq!(measured("1.8.2", "eu-west-3"), measured("1.8.2", "eu-west-3"));
        assert_ne!(measured("1.8.2", "eu-west-3"), measured("1.8.2", "us-east-1"));
    }

    #[test]
    fn a_bad_release_fails_in_one_region_only() {
        let share = |region| {
            let measured = measured("1.7.8-bad", region);
            measured.errors / measured.requests
        };
        assert!(share(FRAGILE) > 0.1, "{}", share(FRAGILE));
        assert!(share("us-east-1") < 0.01, "{}", share("us-east-1"));
    }

    #[test]
    fn a_greedy_release_meets_the_storage_limit_with_an_idle_processor() {
        let (good, greedy) = (measured("1.8.2", "ap-northeast-2"), measured("1.7.9-reads", "ap-northeast-2"));
        assert!(greedy.reads > STORAGE_LIMIT * 0.95 && good.reads < STORAGE_LIMIT / 2.0);
        assert!(greedy.requests < good.requests);
        assert!(greedy.latencies[10] > good.latencies[10] * 1.5);
        assert!(greedy.cpu < 0.3 && greedy.queue > good.queue);
    }
}
