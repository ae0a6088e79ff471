//! How services are in their regions: everything that was measured becomes one state, with its reason.

pub mod bottleneck;
mod burn;
mod check;
pub mod compare;
pub mod course;
pub mod culprit;
pub mod incident;
mod json_path;
mod judge;
mod numbers;
mod objective;
pub mod on_call;
mod probe;
mod range;
mod record;
mod region;
mod sample;
mod signal;
mod slo;
mod timeline;
mod verdict;

pub use burn::Burn;
pub use check::{Answer, AskError, CheckOutcome, CheckResult};
pub use json_path::JsonPath;
pub use judge::{Caution, Health, judge};
pub use numbers::{Numbers, series_together};
pub use objective::Objective;
pub use probe::{
    DeclaredProbe, Endpoint, Expectations, JsonExpectation, Method, Pace, Probe, ProbeId, ProbeKind,
    StatusRange, USUAL_OUTPUTS, VersionPlace,
};
pub use range::Range;
pub use record::{HealthChange, PlacementHealth};
pub use region::{RegionState, Tally, worst_first};
pub use sample::{SampleTier, Samples, Spread, readable};
pub use signal::{Alert, ProbeVerdict, Severity, Signals};
pub use slo::{
    BUDGET_DAYS, BURN_RULES, Budget, BurnRule, Burning, Indicator, RequestTally, Slo, Spans, TallyStep,
    burning,
};
pub use timeline::{StateSpan, timeline};
pub use verdict::{Heard, LocationWord, RETRY_PAUSE_MILLIS, Standing, Verdict, verdict, words, worst};

use crate::Timestamp;
use crate::names::{RegionName, ServiceName, StageName};
use serde::{Deserialize, Serialize};

/// One service in one stage and one region: what has a state of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Placement {
    pub service: ServiceName,
    pub stage: StageName,
    pub region: RegionName,
}

impl Placement {
    /// As it is displayed.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let placement = Placement {
            service: ServiceName::parse(parts.next()?).ok()?,
            stage: StageName::parse(parts.next()?).ok()?,
            region: RegionName::parse(parts.next()?).ok()?,
        };
        parts.next().is_none().then_some(placement)
    }
}

impl std::fmt::Display for Placement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.service, self.stage, self.region)
    }
}

/// The state of a placement, or of a whole region. In this order, the last is shown first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthState {
    /// Measured, and within its objectives.
    Healthy,
    /// Nobody knows. Never shown as healthy.
    NoData,
    /// Worse than promised, or probes disagree; users may notice.
    Degraded,
    /// Users cannot use it, or soon will have had more failures than were promised.
    Unhealthy,
}

impl HealthState {
    pub const ALL: [HealthState; 4] =
        [HealthState::Healthy, HealthState::NoData, HealthState::Degraded, HealthState::Unhealthy];

    pub fn as_str(self) -> &'static str {
        match self {
            HealthState::Healthy => "healthy",
            HealthState::NoData => "no_data",
            HealthState::Degraded => "degraded",
            HealthState::Unhealthy => "unhealthy",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Why a state is what it is; pages say it in one line, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum HealthReason {
    /// So many locations asked, and all are content.
    Well { locations: u32 },
    /// Only objectives are measured here, and all are kept.
    ObjectivesKept,
    /// Enough locations agree that it fails; `why` is what most of them saw.
    ProbesFail { failing: u32, locations: u32, why: String },
    /// Some fail, but too few to be believed alone.
    ProbesDisagree { failing: u32, locations: u32, why: String },
    /// Some fail, and fewer locations are heard than have to agree.
    ProbesTooFew { failing: u32, locations: u32, quorum: u32, why: String },
    /// An error budget is used up too fast.
    BudgetBurns {
        /// What people call the objective.
        objective: String,
        /// How many times faster than the budget allows, in tenths: 144 is 14.4×.
        tenths: u32,
        /// The longer one of the windows over which that was measured, in minutes.
        minutes: u32,
    },
    /// Neither probes nor objectives are configured.
    NothingMeasured,
    /// It was measured once; nothing has come in since.
    Silent {
        /// Beside it stands since when the placement is in its state.
        #[serde(rename = "silent_since")]
        since: Timestamp,
    },
    /// It cannot be measured, and why: a region without credentials, locations that vanished.
    Unmeasurable { why: String },
    /// Announced work; measurements do not count meanwhile.
    Maintenance { title: String, until: Timestamp },
}
