//! What a release brings to each place, as people see it.

use crate::changes::Comparison;
use crate::error::PortalError;
use crate::ids::ReleaseId;
use crate::names::{RegionName, StageName};
use crate::release::Version;
use serde::{Deserialize, Serialize};

/// What one release changes where another one runs. Regions with the same release stand together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseChanges {
    pub stage: StageName,
    /// In the order in which they are configured.
    pub regions: Vec<RegionName>,
    /// What runs there.
    pub running: ReleaseId,
    pub running_version: Version,
    pub found: FoundChanges,
}

/// What could be found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "found", rename_all = "snake_case")]
pub enum FoundChanges {
    Compared {
        comparison: Comparison,
    },
    /// The backend does not tell; everything else about the release is known nevertheless.
    Unknown {
        failure: PortalError,
    },
}
