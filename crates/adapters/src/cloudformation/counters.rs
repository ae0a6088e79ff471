//! What is counted about calls: for metrics, and for the pace.

use super::failure::is_throttling;
use super::pace::Pace;
use aws_sdk_cloudformation::config::interceptors::FinalizerInterceptorContextRef;
use aws_sdk_cloudformation::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_cloudformation::error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, Metadata};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts since the start, of one operation in one region and account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallCounts {
    pub region: String,
    /// AWS's name of it: `DescribeStacks`, …
    pub operation: String,
    /// Requests that were sent or tried; a retry counts again.
    pub attempts: u64,
    /// Requests that AWS answered with "slow down".
    pub throttled: u64,
    /// Requests that got no answer, or a server's fault.
    pub failed: u64,
}

/// Counts every attempt, retries too.
#[derive(Clone, Debug, Default)]
pub(super) struct Counters {
    counts: Arc<Mutex<BTreeMap<(String, String), CallCounts>>>,
}

impl Counters {
    pub fn read(&self) -> Vec<CallCounts> {
        self.lock().values().cloned().collect()
    }

    /// What a region's clients have to carry.
    pub fn for_region(&self, region: &str, pace: Arc<Pace>) -> impl Intercept + use<> {
        RegionCounter { counters: self.clone(), region: region.to_owned(), pace }
    }

    fn count(&self, region: &str, operation: &str, outcome: Outcome) {
        let mut counts = self.lock();
        let key = (region.to_owned(), operation.to_owned());
        let entry = counts.entry(key).or_insert_with(|| CallCounts {
            region: region.to_owned(),
            operation: operation.to_owned(),
            ..CallCounts::default()
        });
        entry.attempts += 1;
        entry.throttled += u64::from(outcome == Outcome::Throttled);
        entry.failed += u64::from(outcome == Outcome::Failed);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<(String, String), CallCounts>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Answered,
    Throttled,
    Failed,
}

#[derive(Debug)]
struct RegionCounter {
    counters: Counters,
    region: String,
    pace: Arc<Pace>,
}

impl Intercept for RegionCounter {
    fn name(&self) -> &'static str {
        "Slipway's counters"
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let operation = config.load::<Metadata>().map_or("unknown", Metadata::name);
        let outcome = outcome(context.response());
        match outcome {
            Outcome::Answered => self.pace.answered(),
            Outcome::Throttled => self.pace.throttled(),
            // Says nothing about how many calls the region would take.
            Outcome::Failed => {}
        }
        self.counters.count(&self.region, operation, outcome);
        Ok(())
    }
}

fn outcome(response: Option<&HttpResponse>) -> Outcome {
    let Some(response) = response else { return Outcome::Failed };
    let status = response.status().as_u16();
    match status {
        200..=399 => Outcome::Answered,
        _ if is_throttling(status, &told(response)) => Outcome::Throttled,
        500.. => Outcome::Failed,
        _ => Outcome::Answered,
    }
}

/// The whole error as it came over the wire: typed errors differ from operation to operation.
fn told(response: &HttpResponse) -> String {
    response.body().bytes().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
}
