//! Faults on demand.

use domain::names::RegionName;
use rand::RngExt;
use rand::rngs::StdRng;
use services::ports::CloudError;
use std::time::Duration;

/// What goes wrong with a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// "Rate exceeded"; the call has no effect.
    Throttle,
    /// Nobody answers; the call has no effect.
    Down,
    /// The call takes effect, and the answer never arrives.
    LoseAnswer,
    /// The call takes so much longer.
    Slow(Duration),
    /// Refused in these words; the call has no effect.
    Refuse(String),
}

/// When a fault hits. Without narrowing: every call.
#[derive(Clone, Debug)]
pub struct Rule {
    fault: Fault,
    region: Option<RegionName>,
    operation: Option<&'static str>,
    stack: Option<String>,
    every: u32,
    probability: f64,
    times: Option<u32>,
    seen: u32,
}

impl Rule {
    pub fn new(fault: Fault) -> Self {
        Rule {
            fault,
            region: None,
            operation: None,
            stack: None,
            every: 1,
            probability: 1.0,
            times: None,
            seen: 0,
        }
    }

    pub fn in_region(mut self, region: &RegionName) -> Self {
        self.region = Some(region.clone());
        self
    }

    /// The name of the port's method: `create_change_set`, `events`, …
    pub fn on(mut self, operation: &'static str) -> Self {
        self.operation = Some(operation);
        self
    }

    /// The stack as the caller names it: by name or by id.
    pub fn for_stack(mut self, stack: &str) -> Self {
        self.stack = Some(stack.to_owned());
        self
    }

    /// Only every n-th of the calls that fit.
    pub fn every(mut self, n: u32) -> Self {
        self.every = n.max(1);
        self
    }

    /// With this probability, from 0 to 1, rolled from the seed.
    pub fn with_probability(mut self, probability: f64) -> Self {
        self.probability = probability.clamp(0.0, 1.0);
        self
    }

    /// Heals by itself after so many hits.
    pub fn times(mut self, n: u32) -> Self {
        self.times = Some(n);
        self
    }

    fn fits(&self, region: &RegionName, operation: &str, stack: &str) -> bool {
        self.region.as_ref().is_none_or(|wanted| wanted == region)
            && self.operation.is_none_or(|wanted| wanted == operation)
            && self.stack.as_ref().is_none_or(|wanted| wanted == stack)
            && self.times != Some(0)
    }

    fn hits(&mut self, rng: &mut StdRng) -> bool {
        self.seen += 1;
        let hit = self.seen.is_multiple_of(self.every) && rng.random_bool(self.probability);
        if hit {
            self.times = self.times.map(|left| left - 1);
        }
        hit
    }
}

/// What the rules say about one call.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub refuse: Option<CloudError>,
    pub slow: Duration,
    pub lose_answer: bool,
}

pub(super) fn judge(
    rules: &mut [Rule],
    rng: &mut StdRng,
    (region, operation, stack): (&RegionName, &str, &str),
) -> Verdict {
    let mut verdict = Verdict::default();
    for rule in rules.iter_mut().filter(|rule| rule.fits(region, operation, stack)) {
        if !rule.hits(rng) {
            continue;
        }
        match &rule.fault {
            Fault::Throttle => verdict.refuse = Some(CloudError::Throttled("Rate exceeded".to_owned())),
            Fault::Down => verdict.refuse = Some(CloudError::Unavailable("connection refused".to_owned())),
            Fault::Refuse(words) => verdict.refuse = Some(CloudError::Refused(words.clone())),
            Fault::LoseAnswer => verdict.lose_answer = true,
            Fault::Slow(by) => verdict.slow += *by,
        }
    }
    verdict
}
