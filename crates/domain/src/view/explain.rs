//! Why a service is unwell, what caps it, and how its regions differ, as people see it.

use super::Allowed;
use crate::Timestamp;
use crate::health::bottleneck::{Clue, Forecast, Limit};
use crate::health::culprit::{Difference, Ranked, Symptom};
use crate::metric::Window;
use serde::{Deserialize, Serialize};

/// What may have made a service unwell in a region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CausesView {
    /// `None`: it is not known to be unwell there.
    pub symptom: Option<Symptom>,
    /// The likeliest first.
    pub causes: Vec<CauseView>,
    /// How likely it was something that nobody recorded, from 0 to 1.
    pub unrecorded: f64,
    /// How many changes were weighed.
    pub weighed: usize,
    /// What keeps more from being known.
    pub problem: Option<String>,
}

/// One suspect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CauseView {
    #[serde(flatten)]
    pub ranked: Ranked,
    /// People have found that it was the cause.
    pub blamed: bool,
    pub may_blame: Allowed,
    /// Whether the change's rollback can be taken, where it has one.
    pub may_roll_back: Allowed,
}

/// What caps a service in a place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AdviceView {
    /// Over what time it was looked for; `None` when nothing is measured.
    pub window: Option<Window>,
    /// Where the measurements come from.
    pub source: Option<String>,
    pub found: Option<FoundLimit>,
    /// Too little is measured yet to say that nothing caps it.
    pub too_early: bool,
    /// What keeps it from being known.
    pub problem: Option<String>,
}

/// A limit that is reached, and what can be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundLimit {
    #[serde(flatten)]
    pub limit: Limit,
    pub since: Timestamp,
    pub until: Timestamp,
    pub clues: Vec<Clue>,
    pub remedies: Vec<RemedyView>,
}

/// One remedy, with the form that asks for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RemedyView {
    #[serde(flatten)]
    pub forecast: Forecast,
    /// Filled in; `None` when no template offers it.
    pub link: Option<String>,
    /// Whether the reader may ask for it.
    pub may_ask: Allowed,
    /// The parameter that it changes.
    pub change: Option<Difference>,
}

/// A change that was made elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChangeInput {
    /// What its source calls it: the same again replaces it.
    pub id: String,
    pub kind: String,
    /// Empty: whatever runs there.
    pub service: Option<String>,
    /// Empty: all stages.
    pub stage: Option<String>,
    /// Empty: everywhere.
    pub regions: Vec<String>,
    /// In milliseconds since 1970; empty: now.
    pub at: Option<i64>,
    pub title: String,
    pub link: Option<String>,
    pub difference: Vec<Difference>,
}
