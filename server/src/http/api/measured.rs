use super::model::{ObjectiveItem, SampleQuery, SamplesAnswer, Time};
use super::query::{Fields, bad};
use crate::http::identity::Reader;
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::Timestamp;
use domain::health::Placement;
use domain::metric::Metric;
use domain::names::{RegionName, ServiceName, StageName};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub const TAG: &str = "measurements";
/// What a chart has when nobody says how many.
const USUAL_POINTS: u32 = 300;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(samples)).routes(routes!(objectives))
}

/// What metrics of a service were in one region, from minutes to a year
#[utoipa::path(get, path = "/samples", tag = TAG, operation_id = "getSamples", params(SampleQuery),
    responses((status = 200, description = "A value for each step, or null", body = SamplesAnswer)))]
async fn samples(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(asked): Fields<SampleQuery>,
) -> Result<Json<SamplesAnswer>, Refusal> {
    let placement = Placement {
        service: ServiceName::parse(&asked.service).map_err(|error| bad("service", error.to_string()))?,
        stage: StageName::parse(&asked.stage).map_err(|error| bad("stage", error.to_string()))?,
        region: RegionName::parse(&asked.region).map_err(|error| bad("region", error.to_string()))?,
    };
    let metrics = metrics(asked.metrics.as_deref())?;
    let from = moment("from", &asked.from)?;
    let until = asked.until.map_or(Ok(state.portal.now()), |text| moment("until", &text))?;
    let points = asked.points.unwrap_or(USUAL_POINTS);
    Ok(Json(state.portal.samples(&actor, &placement, &metrics, from, until, points).await?.into()))
}

fn metrics(names: Option<&str>) -> Result<Vec<Metric>, Refusal> {
    let Some(names) = names else { return Ok(Metric::SIGNALS.to_vec()) };
    let mut found = Vec::new();
    for name in names.split(',').map(str::trim) {
        let metric = Metric::parse(name).ok_or_else(|| bad("metrics", format!("{name:?} is no metric")))?;
        if !found.contains(&metric) {
            found.push(metric);
        }
    }
    Ok(found)
}

fn moment(field: &str, text: &str) -> Result<Timestamp, Refusal> {
    Time::parse(text).ok_or_else(|| bad(field, "must be a time such as 2026-11-23T08:15:30Z, or a day"))
}

/// Whose promises are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    #[param(example = "live-api")]
    service: Option<String>,
}

/// What services promise their users, and how much of their error budgets is used up
#[utoipa::path(get, path = "/objectives", tag = TAG, operation_id = "listObjectives", params(Wanted),
    responses((status = 200, description = "By service, stage and region", body = Vec<ObjectiveItem>)))]
async fn objectives(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(wanted): Fields<Wanted>,
) -> Result<Json<Vec<ObjectiveItem>>, Refusal> {
    let found = state.portal.objectives(&actor, wanted.service.as_deref()).await?;
    Ok(Json(found.into_iter().map(ObjectiveItem::from).collect()))
}
