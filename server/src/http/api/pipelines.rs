use super::body::{JsonBody, OptionalBody};
use super::model::{
    ActionBody, ActionItem, JobLog, LaunchDetail, NewRun, Page, PipelineItem, PipelineWorkflow, ReasonBody,
    RunDetail, RunItem,
};
use super::query::{Fields, idempotency_key};
use crate::http::identity::{Reader, Writer};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use domain::pipeline::Launch;
use domain::view::PipelineFilter;
use serde::Deserialize;
use services::RunDeed;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub const TAG: &str = "pipelines";

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(workflows))
        .routes(routes!(start))
        .routes(routes!(runs))
        .routes(routes!(run))
        .routes(routes!(log))
        .routes(routes!(cancel))
        .routes(routes!(rerun_failed))
        .routes(routes!(actions))
        .routes(routes!(act))
}

/// Narrows the list; what is left out does not narrow.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    service: Option<String>,
    /// `owner/name`.
    repository: Option<String>,
}

/// Repositories, with the workflows and guarded actions that can be started there
#[utoipa::path(get, path = "/pipelines", tag = TAG, operation_id = "listPipelines", params(ListQuery),
    responses((status = 200, description = "All that Slipway knows; `problems` says what GitHub does not tell now",
        body = Page<PipelineItem>)))]
async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(query): Fields<ListQuery>,
) -> Result<Json<Page<PipelineItem>>, Refusal> {
    let filter = PipelineFilter { service: query.service, repository: query.repository, status: None };
    let view = state.portal.pipelines(&actor, &filter).await?;
    Ok(Json(Page::whole(view.repositories.into_iter().map(PipelineItem::from).collect())))
}

/// `owner` and `repo` of a path.
#[derive(Deserialize)]
struct Repository {
    owner: String,
    repo: String,
}

impl Repository {
    fn name(&self) -> String {
        format!("{}/{}", self.owner, self.repo)
    }
}

/// The workflows of a repository that people can start, with their inputs
#[utoipa::path(get, path = "/pipelines/{owner}/{repo}/workflows", tag = TAG, operation_id = "listWorkflows",
    params(("owner" = String, Path, example = "acme"), ("repo" = String, Path, example = "live-api")),
    responses(
        (status = 200, description = "As their files stand", body = Page<PipelineWorkflow>),
        (status = 404, description = "Slipway knows no such repository, or GitHub does not have it any more"),
        (status = 429, description = "GitHub asks to slow down; `detail` says until when"),
        (status = 502, description = "`backend-refused`: GitHub says no to the portal; `detail` says what right it lacks"),
        (status = 503, description = "GitHub does not answer"),
    ))]
async fn workflows(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(repository): Path<Repository>,
) -> Result<Json<Page<PipelineWorkflow>>, Refusal> {
    let cards = state.portal.repository_workflows(&actor, &repository.name()).await?;
    Ok(Json(Page::whole(cards.into_iter().map(PipelineWorkflow::from).collect())))
}

#[derive(Deserialize)]
struct OfWorkflow {
    file: String,
}

/// Start a workflow, once
#[utoipa::path(post, path = "/pipelines/{owner}/{repo}/workflows/{file}/runs", tag = TAG, operation_id = "startRun",
    params(("owner" = String, Path, example = "acme"), ("repo" = String, Path, example = "live-api"),
        ("file" = String, Path, description = "Below .github/workflows", example = "rotate-keys.yml"),
        ("Idempotency-Key" = Option<String>, Header,
            description = "Sending the same body again with the same key answers with the first start instead of making another",
            example = "restart-2026-11-26")),
    request_body = NewRun,
    responses(
        (status = 202, description = "It is being started; its id stands for the run from now on", body = LaunchDetail,
            headers(("Location" = String, description = "Where to look at it"))),
        (status = 403, description = "The caller may not start workflows of this service"),
        (status = 404, description = "There is no such repository or workflow"),
        (status = 409, description = "It is disabled, has no `workflow_dispatch`, goes through rollouts or is a guarded action; or the key was used for something else"),
        (status = 422, description = "Inputs do not fit; `fields` says which and why. Nothing was sent"),
        (status = 502, description = "`backend-refused`: GitHub says no to the portal; `detail` says what right it lacks"),
        (status = 503, description = "GitHub does not answer"),
    ))]
async fn start(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(repository): Path<Repository>,
    Path(OfWorkflow { file }): Path<OfWorkflow>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<NewRun>,
) -> Result<impl IntoResponse, Refusal> {
    let key = idempotency_key(&headers)?;
    let launch = state.portal.launch(&actor, (&repository.name(), &file), body.into(), key).await?;
    Ok(accepted(launch))
}

/// Where it can be looked at, and how far it is.
fn accepted(launch: Launch) -> impl IntoResponse {
    let location = format!("/api/v1/pipelines/{}/runs/{}", launch.workflow.repository, launch.id);
    (StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(LaunchDetail::from(launch)))
}

/// Narrows the runs; what is left out does not narrow.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RunsQuery {
    /// One workflow's file.
    #[param(example = "restart.yml")]
    workflow: Option<String>,
    /// A status of a run; `open`: not over; `failed`: over, and did not go well.
    #[param(example = "failed")]
    status: Option<String>,
}

/// The newest runs of a repository
#[utoipa::path(get, path = "/pipelines/{owner}/{repo}/runs", tag = TAG, operation_id = "listRuns",
    params(("owner" = String, Path, example = "acme"), ("repo" = String, Path, example = "live-api"), RunsQuery),
    responses(
        (status = 200, description = "At most 50, newest first", body = Page<RunItem>),
        (status = 404, description = "There is no such repository or workflow"),
        (status = 429, description = "GitHub asks to slow down; `detail` says until when"),
        (status = 502, description = "`backend-refused`: GitHub says no to the portal; `detail` says what right it lacks"),
        (status = 503, description = "GitHub does not answer"),
    ))]
async fn runs(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(repository): Path<Repository>,
    Fields(query): Fields<RunsQuery>,
) -> Result<Json<Page<RunItem>>, Refusal> {
    let (file, status) = (query.workflow.as_deref(), query.status.as_deref());
    let rows = state.portal.repository_runs(&actor, &repository.name(), file, status).await?;
    Ok(Json(Page::whole(rows.into_iter().map(RunItem::from).collect())))
}

#[derive(Deserialize)]
struct OfRun {
    id: String,
}

/// One run with its jobs and steps
#[utoipa::path(get, path = "/pipelines/{owner}/{repo}/runs/{id}", tag = TAG, operation_id = "getRun",
    params(("owner" = String, Path, example = "acme"), ("repo" = String, Path, example = "live-api"),
        ("id" = String, Path, description = "GitHub's id of the run, or the id of the start that led to it")),
    responses(
        (status = 200, description = "As it is now", body = RunDetail),
        (status = 404, description = "There is no such repository, run or start"),
        (status = 429, description = "GitHub asks to slow down; `detail` says until when"),
        (status = 502, description = "`backend-refused`: GitHub says no to the portal; `detail` says what right it lacks"),
        (status = 503, description = "GitHub does not answer"),
    ))]
async fn run(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(repository): Path<Repository>,
    Path(OfRun { id }): Path<OfRun>,
) -> Result<Json<RunDetail>, Refusal> {
    Ok(Json(state.portal.pipeline_run(&actor, &repository.name(), &id).await?.into()))
}

#[derive(Deserialize)]
struct OfJob {
    job: String,
}

/// The end of a job's log, without control sequences
#[utoipa::path(get, path = "/pipelines/{owner}/{repo}/runs/{id}/jobs/{job}/log", tag = TAG, operation_id = "getJobLog",
    params(("owner" = String, Path, example = "acme"), ("repo" = String, Path, example = "live-api"),
        ("id" = String, Path, description = "GitHub's id of the run, or the id of the start that led to it"),
        ("job" = String, Path, description = "The job's id")),
    responses(
        (status = 200, description = "At most its last 256 KiB", body = JobLog),
        (status = 404, description = "There is no such run or job, or GitHub has forgotten the log"),
        (status = 409, description = "The job has not ended: GitHub gives its log only then"),
        (status = 429, description = "GitHub asks to slow down; `detail` says until when"),
        (status = 502, description = "`backend-refused`: GitHub says no to the portal; `detail` says what right it lacks"),
        (status = 503, description = "GitHub does not answer"),
    ))]
async fn log(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(repository): Path<Repository>,
    Path(OfRun { id }): Path<OfRun>,
    Path(OfJob { job }): Path<OfJob>,
) -> Result<Json<JobLog>, Refusal> {
    Ok(Json(state.portal.pipeline_log(&actor, &repository.name(), (&id, &job)).await?.into()))
}

/// Ask a run to stop
#[utoipa::path(post, path = "/pipelines/{owner}/{repo}/runs/{id}/cancel", tag = TAG, operation_id = "cancelRun",
    params(("owner" = String, Path, example = "acme"), ("repo" = String, Path, example = "live-api"),
        ("id" = String, Path, description = "GitHub's id of the run, or the id of the start that led to it")),
    request_body(content = Option<ReasonBody>, description = "May be left out"),
    responses(
        (status = 200, description = "GitHub was asked; it takes a moment", body = RunDetail),
        (status = 403, description = "The caller may not cancel runs of this service"),
        (status = 404, description = "There is no such repository, run or start"),
        (status = 409, description = "The run is over"),
        (status = 502, description = "`backend-refused`: GitHub says no to the portal; `detail` says what right it lacks"),
        (status = 503, description = "GitHub does not answer"),
    ))]
async fn cancel(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(repository): Path<Repository>,
    Path(OfRun { id }): Path<OfRun>,
    OptionalBody(body): OptionalBody<ReasonBody>,
) -> Result<Json<RunDetail>, Refusal> {
    let at = repository.name();
    Ok(Json(state.portal.do_to_run(&actor, (&at, &id), RunDeed::Cancel, body.reason).await?.into()))
}

/// Run the failed jobs of an ended run again
#[utoipa::path(post, path = "/pipelines/{owner}/{repo}/runs/{id}/rerun-failed", tag = TAG, operation_id = "rerunFailed",
    params(("owner" = String, Path, example = "acme"), ("repo" = String, Path, example = "live-api"),
        ("id" = String, Path, description = "GitHub's id of the run, or the id of the start that led to it")),
    request_body(content = Option<ReasonBody>, description = "May be left out"),
    responses(
        (status = 200, description = "The next attempt has begun", body = RunDetail),
        (status = 403, description = "The caller may not start workflows of this service"),
        (status = 404, description = "There is no such repository, run or start"),
        (status = 409, description = "The run is not over, nothing in it failed, or its workflow is not started by hand"),
        (status = 502, description = "`backend-refused`: GitHub says no to the portal; `detail` says what right it lacks"),
        (status = 503, description = "GitHub does not answer"),
    ))]
async fn rerun_failed(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(repository): Path<Repository>,
    Path(OfRun { id }): Path<OfRun>,
    OptionalBody(body): OptionalBody<ReasonBody>,
) -> Result<Json<RunDetail>, Refusal> {
    let at = repository.name();
    Ok(Json(state.portal.do_to_run(&actor, (&at, &id), RunDeed::RerunFailed, body.reason).await?.into()))
}

/// Narrows the actions; what is left out does not narrow.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ActionsQuery {
    #[param(example = "live-api")]
    service: Option<String>,
}

/// The guarded actions of services, with their limits
#[utoipa::path(get, path = "/actions", tag = TAG, operation_id = "listActions", params(ActionsQuery),
    responses((status = 200, description = "As their services declare them", body = Page<ActionItem>)))]
async fn actions(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(query): Fields<ActionsQuery>,
) -> Result<Json<Page<ActionItem>>, Refusal> {
    let actions = state.portal.actions(&actor, query.service.as_deref()).await?;
    Ok(Json(Page::whole(actions.into_iter().map(ActionItem::from).collect())))
}

#[derive(Deserialize)]
struct OfAction {
    service: String,
    action: String,
}

/// Do a guarded action: within its limits, and with a reason
#[utoipa::path(post, path = "/actions/{service}/{action}", tag = TAG, operation_id = "doAction",
    params(("service" = String, Path, example = "live-api"), ("action" = String, Path, example = "scale"),
        ("Idempotency-Key" = Option<String>, Header,
            description = "Sending the same body again with the same key answers with the first start instead of making another",
            example = "scale-2026-11-26")),
    request_body = ActionBody,
    responses(
        (status = 202, description = "It is being started; its id stands for the run from now on", body = LaunchDetail,
            headers(("Location" = String, description = "Where to look at it"))),
        (status = 403, description = "The caller may not do this action"),
        (status = 404, description = "There is no such service or action"),
        (status = 409, description = "It is not allowed in this stage, is disabled, or is under way there already"),
        (status = 422, description = "A number is beyond its limits, or the reason is missing; `fields` says which and why"),
        (status = 502, description = "`backend-refused`: GitHub says no to the portal; `detail` says what right it lacks"),
        (status = 503, description = "GitHub does not answer"),
    ))]
async fn act(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(OfAction { service, action }): Path<OfAction>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<ActionBody>,
) -> Result<impl IntoResponse, Refusal> {
    let key = idempotency_key(&headers)?;
    let launch = state.portal.act(&actor, (&service, &action), body.into(), key).await?;
    Ok(accepted(launch))
}
