use crate::Timestamp;
use crate::names::{RegionName, ServiceName, StageName};
use serde::{Deserialize, Serialize};

/// A service that is unwell somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Symptom {
    pub service: ServiceName,
    pub stage: StageName,
    /// Where it is unwell.
    pub ill: Vec<Onset>,
    /// Where it is well. Regions of which nothing is known are in neither.
    pub well: Vec<RegionName>,
    pub what: Complaint,
    pub pace: Pace,
    /// When all this was seen.
    pub seen_at: Timestamp,
}

/// Since when a region is unwell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Onset {
    pub region: RegionName,
    pub since: Timestamp,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Complaint {
    Unreachable,
    Errors,
    Latency,
    /// Something is used up to its limit.
    Saturation,
}

/// How it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// From one minute to the next.
    Sudden,
    /// It got worse over hours, as with memory that is never given back.
    Gradual,
}

impl Complaint {
    pub fn as_str(self) -> &'static str {
        match self {
            Complaint::Unreachable => "unreachable",
            Complaint::Errors => "errors",
            Complaint::Latency => "latency",
            Complaint::Saturation => "saturation",
        }
    }
}

impl Pace {
    pub fn as_str(self) -> &'static str {
        match self {
            Pace::Sudden => "sudden",
            Pace::Gradual => "gradual",
        }
    }
}

impl Symptom {
    /// Since when the first region is unwell.
    pub fn since(&self) -> Option<Timestamp> {
        self.ill.iter().map(|onset| onset.since).min()
    }
}
