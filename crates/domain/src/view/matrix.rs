use crate::Timestamp;
use crate::environment::{Drift, EnvironmentStatus};
use crate::ids::EnvironmentId;
use crate::names::{EnvironmentName, RegionName, ServiceName, StageName, TeamName, TemplateName};
use serde::{Deserialize, Serialize};

/// The window of the environment matrix that is in view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Matrix {
    /// Grows with every change of any environment.
    pub version: i64,
    /// Stage bands split by region, home first.
    pub columns: Vec<MatrixColumn>,
    pub rows: Vec<MatrixRow>,
    /// Rows there are under the filter.
    pub total: i64,
    pub offset: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixColumn {
    pub stage: StageName,
    pub region: RegionName,
    pub region_title: String,
    pub home: bool,
}

/// One service's environments of one name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatrixRow {
    pub team: TeamName,
    pub service: ServiceName,
    pub name: EnvironmentName,
    /// One per column; `None` where nothing is.
    pub cells: Vec<Option<Cell>>,
}

/// One environment in the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub id: EnvironmentId,
    pub status: EnvironmentStatus,
    pub drift: Drift,
    pub template: TemplateName,
    /// First digits of the template version's digest.
    pub template_version: String,
    /// Runs another template version than the home region in the same stage.
    pub differs_from_home: bool,
    pub held: bool,
    pub updated_at: Timestamp,
}

/// What the matrix is narrowed down to; the page's URL holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct MatrixFilter {
    pub service: Option<String>,
    pub team: Option<String>,
    pub stage: Option<String>,
    pub region: Option<String>,
    /// Text in the service's or environment's name.
    pub search: Option<String>,
    /// Only rows whose cells differ from each other.
    pub differences: bool,
    pub offset: i64,
    /// At most 200; 50 when 0.
    pub limit: i64,
}
