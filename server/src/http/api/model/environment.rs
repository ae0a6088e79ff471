use super::drift::DriftedResource;
use super::request::{RequestItem, Value, values};
use super::{Permission, Time, words};
use domain::environment::{Drift, EnvironmentStatus};
use domain::view;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One environment in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnvironmentItem {
    #[schema(example = "env_01926f3a7c1f7d0e8a55b7e1c0d4f2aa")]
    pub id: String,
    pub version: i64,
    pub service: String,
    pub name: String,
    pub stage: String,
    pub region: String,
    pub team: String,
    pub template: String,
    pub template_digest: String,
    #[schema(schema_with = words::environment_status)]
    pub status: EnvironmentStatus,
    #[schema(schema_with = words::drift)]
    pub drift: Drift,
    /// The open request that alone may change it.
    pub held_by: Option<String>,
    pub stack_name: String,
    pub monthly_usd: Option<f64>,
    pub updated_at: Time,
}

/// One environment with everything that is known about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnvironmentDetail {
    #[serde(flatten)]
    pub item: EnvironmentItem,
    pub stack_id: Option<String>,
    pub console_url: Option<String>,
    /// What it runs with.
    pub parameters: BTreeMap<String, Value>,
    pub outputs: BTreeMap<String, String>,
    pub created_at: Time,
    /// Requests that changed it, newest first.
    pub history: Vec<RequestItem>,
    /// What differed from what was applied when it was last checked.
    pub drifted: Vec<DriftedResource>,
    /// When the last check ended; null when what runs was applied after it.
    pub drift_checked_at: Option<Time>,
    /// Why a check could not tell, or what keeps the one under way waiting.
    pub drift_note: Option<String>,
    /// Whether the caller may ask for a change.
    pub update: Permission,
    /// Whether the caller may ask for its end.
    pub delete: Permission,
    /// Whether the caller may have it checked for drift.
    pub detect_drift: Permission,
}

/// One resource that runs.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResourceItem {
    pub logical_id: String,
    pub physical_id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub status: String,
    pub console_url: Option<String>,
}

/// A window of the environment matrix.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatrixWindow {
    /// Grows with every change of any environment.
    pub version: i64,
    /// Stage bands split by region, home first.
    pub columns: Vec<MatrixColumn>,
    pub rows: Vec<MatrixRow>,
    /// Rows there are under the filter.
    pub total: i64,
    pub offset: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MatrixColumn {
    pub stage: String,
    pub region: String,
    pub region_title: String,
    pub home: bool,
}

/// One service's environments of one name.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatrixRow {
    pub team: String,
    pub service: String,
    pub name: String,
    /// One per column; null where nothing is.
    pub cells: Vec<Option<MatrixCell>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MatrixCell {
    pub id: String,
    #[schema(schema_with = words::environment_status)]
    pub status: EnvironmentStatus,
    #[schema(schema_with = words::drift)]
    pub drift: Drift,
    pub template: String,
    /// First digits of the template version's digest.
    pub template_version: String,
    /// Runs another template version than the home region in the same stage.
    pub differs_from_home: bool,
    pub held: bool,
    pub updated_at: Time,
}

impl From<view::EnvironmentRow> for EnvironmentItem {
    fn from(row: view::EnvironmentRow) -> Self {
        EnvironmentItem {
            id: row.id.0,
            version: row.version,
            service: row.service.into(),
            name: row.name.into(),
            stage: row.stage.into(),
            region: row.region.into(),
            team: row.team.into(),
            template: row.template.into(),
            template_digest: row.template_digest.0,
            status: row.status,
            drift: row.drift,
            held_by: row.held_by.map(|id| id.0),
            stack_name: row.stack_name,
            monthly_usd: row.monthly_usd,
            updated_at: row.updated_at.into(),
        }
    }
}

impl From<view::EnvironmentView> for EnvironmentDetail {
    fn from(environment: view::EnvironmentView) -> Self {
        EnvironmentDetail {
            item: environment.row.into(),
            stack_id: environment.stack_id,
            console_url: environment.console_url,
            parameters: values(environment.values),
            outputs: environment.outputs,
            created_at: environment.created_at.into(),
            history: environment.history.into_iter().map(RequestItem::from).collect(),
            drifted: environment.drifted.into_iter().map(DriftedResource::from).collect(),
            drift_checked_at: environment.drift_checked_at.map(Time::from),
            drift_note: environment.drift_note,
            update: environment.update.into(),
            delete: environment.delete.into(),
            detect_drift: environment.detect_drift.into(),
        }
    }
}

impl From<view::ResourceRow> for ResourceItem {
    fn from(row: view::ResourceRow) -> Self {
        ResourceItem {
            logical_id: row.logical_id,
            physical_id: row.physical_id,
            kind: row.kind,
            status: row.status,
            console_url: row.console_url,
        }
    }
}

impl From<view::Matrix> for MatrixWindow {
    fn from(matrix: view::Matrix) -> Self {
        MatrixWindow {
            version: matrix.version,
            columns: matrix.columns.into_iter().map(MatrixColumn::from).collect(),
            rows: matrix.rows.into_iter().map(MatrixRow::from).collect(),
            total: matrix.total,
            offset: matrix.offset,
        }
    }
}

impl From<view::MatrixColumn> for MatrixColumn {
    fn from(column: view::MatrixColumn) -> Self {
        MatrixColumn {
            stage: column.stage.into(),
            region: column.region.into(),
            region_title: column.region_title,
            home: column.home,
        }
    }
}

impl From<view::MatrixRow> for MatrixRow {
    fn from(row: view::MatrixRow) -> Self {
        MatrixRow {
            team: row.team.into(),
            service: row.service.into(),
            name: row.name.into(),
            cells: row.cells.into_iter().map(|cell| cell.map(MatrixCell::from)).collect(),
        }
    }
}

impl From<view::Cell> for MatrixCell {
    fn from(cell: view::Cell) -> Self {
        MatrixCell {
            id: cell.id.0,
            status: cell.status,
            drift: cell.drift,
            template: cell.template.into(),
            template_version: cell.template_version,
            differs_from_home: cell.differs_from_home,
            held: cell.held,
            updated_at: cell.updated_at.into(),
        }
    }
}
