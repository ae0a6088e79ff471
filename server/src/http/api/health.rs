use super::body::JsonBody;
use super::model::{CheckReport, CourseItem, HealthItem, HealthOfPlacement, Page, ProbeItem};
use super::query::{self, Fields};
use crate::http::identity::Reader;
use crate::http::problem::Refusal;
use crate::http::speaker::Speaker;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::PortalError;
use domain::health::{HealthState, Placement, ProbeId};
use domain::names::LocationName;
use serde::Deserialize;
use services::ports::{HealthFilter, TokenScope};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub const TAG: &str = "health";

/// What a placement's history is shown of when nobody says otherwise, in hours.
const USUAL_HOURS: u32 = 24;
const MOST_HOURS: u32 = 366 * 24;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(courses))
        .routes(routes!(probes))
        .routes(routes!(report))
}

/// Narrows the list; what is left out does not narrow.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    #[param(example = "live-api")]
    service: Option<String>,
    #[param(example = "prod")]
    stage: Option<String>,
    #[param(example = "eu-west-3")]
    region: Option<String>,
    /// `healthy`, `no_data`, `degraded` or `unhealthy`.
    #[param(example = "unhealthy")]
    state: Option<String>,
}

/// How every service is in each stage and region
#[utoipa::path(get, path = "/health", tag = TAG, operation_id = "listHealth", params(ListQuery),
    responses((status = 200, description = "All placements, by service, stage and region", body = Page<HealthItem>)))]
async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(query): Fields<ListQuery>,
) -> Result<Json<Page<HealthItem>>, Refusal> {
    let states = match query.state.as_deref() {
        None => Vec::new(),
        Some(text) => {
            let parsed = HealthState::parse(text);
            vec![
                parsed
                    .ok_or_else(|| query::bad("state", "must be healthy, no_data, degraded or unhealthy"))?,
            ]
        }
    };
    let filter = HealthFilter { service: query.service, stage: query.stage, region: query.region, states };
    let found = state.portal.health(&actor, &filter).await?;
    Ok(Json(Page::whole(found.into_iter().map(HealthItem::from).collect())))
}

/// How far back is looked.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SpanQuery {
    /// 1 to 8784; 24 when left out.
    #[param(minimum = 1, maximum = 8784, example = 24)]
    hours: Option<u32>,
}

impl SpanQuery {
    fn hours(&self) -> Result<u32, Refusal> {
        let hours = self.hours.unwrap_or(USUAL_HOURS);
        match (1..=MOST_HOURS).contains(&hours) {
            true => Ok(hours),
            false => Err(query::bad("hours", format!("must be from 1 to {MOST_HOURS}"))),
        }
    }
}

fn placement(service: &str, stage: &str, region: &str) -> Result<Placement, Refusal> {
    let text = format!("{service}/{stage}/{region}");
    Ok(Placement::parse(&text).ok_or_else(|| PortalError::not_found(format!("health of {text}")))?)
}

/// One service in one stage and region: its state, what each location says, and the states before
#[utoipa::path(get, path = "/health/{service}/{stage}/{region}", tag = TAG, operation_id = "getHealth",
    params(("service" = String, Path), ("stage" = String, Path), ("region" = String, Path), SpanQuery),
    responses(
        (status = 200, description = "As it is now", body = HealthOfPlacement),
        (status = 404, description = "Nothing is measured there"),
    ))]
async fn one(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path((service, stage, region)): Path<(String, String, String)>,
    Fields(span): Fields<SpanQuery>,
) -> Result<Json<HealthOfPlacement>, Refusal> {
    let placement = placement(&service, &stage, &region)?;
    let detail = state.portal.health_of(&actor, &placement).await?;
    let now = state.portal.now();
    let from = now.plus_millis(-i64::from(span.hours()?) * 3_600_000);
    let filter = HealthFilter::of(&placement);
    let changes = state.portal.health_changes(&actor, &filter, from, now.plus_millis(1)).await?;
    Ok(Json(HealthOfPlacement::new(detail, changes)))
}

/// What each location found on one probe over time: every check of hours, sums of longer spans
#[utoipa::path(get, path = "/health/{service}/{stage}/{region}/probes/{probe}", tag = TAG,
    operation_id = "getProbeCourse",
    params(("service" = String, Path), ("stage" = String, Path), ("region" = String, Path),
        ("probe" = String, Path, description = "The probe's name"), SpanQuery),
    responses((status = 200, description = "By location", body = Page<CourseItem>)))]
async fn courses(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path((service, stage, region, probe)): Path<(String, String, String, String)>,
    Fields(span): Fields<SpanQuery>,
) -> Result<Json<Page<CourseItem>>, Refusal> {
    let id = ProbeId::new(&placement(&service, &stage, &region)?, &probe);
    let now = state.portal.now();
    let from = now.plus_millis(-i64::from(span.hours()?) * 3_600_000);
    let found = state.portal.check_courses(&actor, &id, from, now.plus_millis(1)).await?;
    Ok(Json(Page::whole(found.into_iter().map(CourseItem::from).collect())))
}

fn location(name: &str) -> Result<LocationName, Refusal> {
    Ok(LocationName::parse(name).map_err(|_| PortalError::not_found(format!("probe location {name}")))?)
}

/// What a location elsewhere is to ask; `slipway probe` calls this
///
/// Takes the location's own token (`measure:LOCATION`), or the scope `read` of an admin of the whole platform.
#[utoipa::path(get, path = "/probe-locations/{location}/probes", tag = TAG, operation_id = "listProbes",
    params(("location" = String, Path, description = "The location's name in the configuration")),
    responses(
        (status = 200, description = "All of them", body = Page<ProbeItem>),
        (status = 403, description = "`token-of-location`: the token is another location's"),
        (status = 404, description = "The configuration names no such location"),
    ))]
async fn probes(
    State(state): State<AppState>,
    speaker: Speaker,
    Path(name): Path<String>,
) -> Result<Json<Page<ProbeItem>>, Refusal> {
    let location = location(&name)?;
    let actor = speaker.may(&location, &TokenScope::Read)?;
    let found = state.portal.probes_of(actor, &location).await?;
    Ok(Json(Page::whole(found.into_iter().map(ProbeItem).collect())))
}

/// Send in what a location elsewhere has found; `slipway probe` calls this
///
/// Takes the location's own token (`measure:LOCATION`), or the scope `write` of an admin of the whole platform.
#[utoipa::path(post, path = "/probe-locations/{location}/results", tag = TAG, operation_id = "reportChecks",
    params(("location" = String, Path, description = "The location's name in the configuration")),
    request_body = CheckReport,
    responses(
        (status = 204, description = "They are kept, and count from now on"),
        (status = 403, description = "`token-of-location`: the token is another location's"),
        (status = 404, description = "The configuration names no such location"),
        (status = 422, description = "There are too many at once, or something in them does not fit"),
    ))]
async fn report(
    State(state): State<AppState>,
    speaker: Speaker,
    Path(name): Path<String>,
    JsonBody(body): JsonBody<CheckReport>,
) -> Result<StatusCode, Refusal> {
    let location = location(&name)?;
    let actor = speaker.may(&location, &TokenScope::Write)?;
    let found = body.results.into_iter().map(|result| result.at(&location)).collect();
    state.portal.report_checks(actor, &location, found).await?;
    Ok(StatusCode::NO_CONTENT)
}
