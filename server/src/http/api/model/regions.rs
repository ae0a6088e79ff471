use super::Time;
use domain::health::compare::{Comparison, Item, Row, Verdict};
use domain::names::EnvironmentName;
use serde::Serialize;
use utoipa::ToSchema;

/// A service over all its stages and regions.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionsAnswer {
    pub places: Vec<PlaceItem>,
    pub rows: Vec<RowItem>,
    /// How many cells differ without a reason.
    pub unexplained: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceItem {
    pub stage: String,
    pub region: String,
}

/// One thing that can differ, with a cell for each place in their order.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowItem {
    /// Of the service: `release`, `commit`, `artifact`, `rollout`, `state`, `probe` or `objective`. Of one of its environments:
    /// `environment`, `template`, `parameter`, `resource` or `drift`.
    #[schema(example = "parameter")]
    pub item: String,
    /// Which of its environments it is about.
    #[schema(example = "web-service")]
    pub environment: Option<String>,
    /// Of a probe, an objective, a parameter or a resource.
    #[schema(example = "DesiredCount")]
    pub name: Option<String>,
    pub cells: Vec<CellItem>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CellItem {
    /// Null: it is not there, or secret.
    pub value: Option<String>,
    /// When the rollout brought it.
    pub at: Option<Time>,
    /// `identical`, `declared`, `unexplained`, `unknown`, or `absent`: its environment is not there.
    #[schema(example = "declared")]
    pub verdict: String,
    /// Of declared differences: `file`, `left_out`, `stage`, `filled`, `preset`, `override`, `under_way` or `follows`.
    pub why: Option<String>,
}

impl From<Comparison> for RegionsAnswer {
    fn from(comparison: Comparison) -> Self {
        let unexplained = comparison.unexplained();
        let columns = comparison.columns.into_iter();
        let places =
            columns.map(|column| PlaceItem { stage: column.stage.into(), region: column.region.into() });
        RegionsAnswer {
            places: places.collect(),
            rows: comparison.rows.into_iter().map(RowItem::from).collect(),
            unexplained,
        }
    }
}

impl From<Row> for RowItem {
    fn from(row: Row) -> Self {
        let (item, environment, name) = told(row.item);
        let cells = row.cells.into_iter().map(|cell| {
            let (verdict, why) = judged(&cell.verdict);
            CellItem {
                value: cell.value,
                at: cell.at.map(Time),
                verdict: verdict.to_owned(),
                why: why.map(str::to_owned),
            }
        });
        let environment = environment.map(String::from);
        RowItem { item: item.to_owned(), environment, name, cells: cells.collect() }
    }
}

fn told(item: Item) -> (&'static str, Option<EnvironmentName>, Option<String>) {
    match item {
        Item::Release => ("release", None, None),
        Item::Commit => ("commit", None, None),
        Item::Artifact => ("artifact", None, None),
        Item::Rollout => ("rollout", None, None),
        Item::State => ("state", None, None),
        Item::Probe { name } => ("probe", None, Some(name)),
        Item::Objective { name } => ("objective", None, Some(name)),
        Item::Environment { environment } => ("environment", Some(environment), None),
        Item::Template { environment } => ("template", Some(environment), None),
        Item::Parameter { environment, name } => ("parameter", Some(environment), Some(name)),
        Item::Resource { environment, name } => ("resource", Some(environment), Some(name)),
        Item::Drift { environment } => ("drift", Some(environment), None),
    }
}

fn judged(verdict: &Verdict) -> (&'static str, Option<&'static str>) {
    match verdict {
        Verdict::Identical => ("identical", None),
        Verdict::Unexplained => ("unexplained", None),
        Verdict::Unknown => ("unknown", None),
        Verdict::Absent => ("absent", None),
        Verdict::Declared { why } => ("declared", Some(why.as_str())),
    }
}
