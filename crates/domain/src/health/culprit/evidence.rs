use super::{ChangeKind, Complaint};
use crate::Timestamp;
use crate::names::{RegionName, ServiceName, StageName};
use serde::{Deserialize, Serialize};

/// Something that speaks for a suspect or against it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    #[serde(flatten)]
    pub finding: Finding,
    /// The natural logarithm of its likelihood ratio: above zero it speaks for the suspect.
    pub weight: f64,
}

/// What was found. Pages word it in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// It was there before things went wrong, by so much.
    Before { region: Option<RegionName>, millis: i64 },
    /// It came when things were wrong already, later by so much.
    After { region: Option<RegionName>, millis: i64 },
    /// It had been taken back before.
    UndoneBefore { at: Timestamp },
    /// Another release had taken its place everywhere before.
    Replaced { by: String },
    /// It touched all regions that are unwell, and only these.
    SameRegions { regions: Vec<RegionName> },
    /// How the regions it touched and the unwell ones differ.
    OtherRegions {
        /// Unwell, and touched.
        both: Vec<RegionName>,
        /// Touched, and well.
        well: Vec<RegionName>,
        /// Unwell, and never touched.
        untouched: Vec<RegionName>,
    },
    /// It changed the service itself.
    Own,
    /// It changed something that the service needs: the way there, the service first.
    Needed { way: Vec<ServiceName> },
    /// It changed something that needs the service, and may now ask for more.
    Needing { service: ServiceName },
    /// It concerns whatever runs there.
    Everything,
    /// No way is known from the service to what it changed.
    Unrelated { service: ServiceName },
    /// It was in another stage.
    OtherStage { stage: StageName },
    /// Changes of this service and kind were the cause before.
    Track { changes: u32, blamed: u32 },
    /// Such changes usually show in this way.
    Fits { complaint: Complaint },
    /// Nothing is different because of it.
    NoDifference,
    /// How often changes of this kind break something at all.
    Usual { kind: ChangeKind },
}
