//! Faults on demand.

use domain::Timestamp;
use rand::RngExt;
use rand::rngs::StdRng;
use services::ports::{Dispatch, PipelineError};
use std::time::Duration;

/// What goes wrong with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PipelineFault {
    /// "Come back after so long"; the call has no effect.
    Throttle(Duration),
    /// It cannot be reached; the call has no effect.
    Unreachable,
    /// The call takes effect, and the answer never arrives.
    UnclearAfter,
    /// No answer arrives either, and the call had no effect.
    UnclearBefore,
    /// Refused in these words; the call has no effect.
    Refuse(String),
    /// The portal's token may not; the call has no effect.
    Forbid(String),
}

/// When a fault hits. Without narrowing: every call.
#[derive(Clone, Debug)]
pub struct PipelineRule {
    fault: PipelineFault,
    operation: Option<&'static str>,
    input: Option<(String, String)>,
    every: u32,
    probability: f64,
    times: Option<u32>,
    seen: u32,
}

impl PipelineRule {
    pub fn new(fault: PipelineFault) -> Self {
        let (operation, input, times) = (None, None, None);
        PipelineRule { fault, operation, input, every: 1, probability: 1.0, times, seen: 0 }
    }

    /// The name of the port's method: `dispatch`, `find`, …
    pub fn on(mut self, operation: &'static str) -> Self {
        self.operation = Some(operation);
        self
    }

    /// Only dispatches whose input has this value.
    pub fn with_input(mut self, name: &str, value: &str) -> Self {
        self.input = Some((name.to_owned(), value.to_owned()));
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

    fn fits(&self, operation: &str, dispatch: Option<&Dispatch>) -> bool {
        let has = |(name, value): &(String, String)| {
            dispatch.is_some_and(|dispatch| dispatch.inputs.get(name) == Some(value))
        };
        self.operation.is_none_or(|wanted| wanted == operation)
            && self.input.as_ref().is_none_or(has)
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

    fn error(&self, now: Timestamp) -> PipelineError {
        match &self.fault {
            PipelineFault::Throttle(pause) => {
                let millis = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
                PipelineError::Throttled { until: now.plus_millis(millis) }
            }
            PipelineFault::Unreachable => PipelineError::Unreachable("connection refused".to_owned()),
            PipelineFault::UnclearAfter | PipelineFault::UnclearBefore => {
                PipelineError::Unclear("connection closed before the answer came".to_owned())
            }
            PipelineFault::Refuse(words) => PipelineError::Refused(words.clone()),
            PipelineFault::Forbid(words) => PipelineError::Forbidden(words.clone()),
        }
    }
}

/// What the rules say about one call.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// What the caller is told instead of the answer.
    pub error: Option<PipelineError>,
    /// The call takes effect nevertheless.
    pub acts: bool,
}

/// The first rule that hits decides.
pub(super) fn judge(
    rules: &mut [PipelineRule],
    rng: &mut StdRng,
    (operation, dispatch): (&str, Option<&Dispatch>),
    now: Timestamp,
) -> Verdict {
    let hit =
        rules.iter_mut().find_map(|rule| (rule.fits(operation, dispatch) && rule.hits(rng)).then_some(rule));
    match hit {
        None => Verdict { error: None, acts: true },
        Some(rule) => {
            Verdict { error: Some(rule.error(now)), acts: rule.fault == PipelineFault::UnclearAfter }
        }
    }
}
