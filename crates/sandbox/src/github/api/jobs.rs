use super::find::{OfRepository, OfRun};
use super::run_list::{Paging, paged};
use super::{ApiError, Github};
use crate::github::clock;
use crate::github::model::{Conclusion, Job, Run};
use crate::github::repositories::Repository;
use crate::github::views::{self, Links};
use axum::Json;
use axum::body::Body;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;
use std::convert::Infallible;

/// Seconds for which a link to a log works.
const LINK_LIVES: i64 = 60;

#[derive(Deserialize)]
pub struct JobPath {
    job_id: u64,
}

#[derive(Deserialize)]
pub struct Attempts {
    filter: Option<String>,
}

/// List jobs for a workflow run.
pub async fn list(
    State(world): State<Github>,
    links: Links,
    OfRun(_, run): OfRun,
    OriginalUri(uri): OriginalUri,
    Query(attempts): Query<Attempts>,
    Query(paging): Query<Paging>,
) -> Response {
    let all = attempts.filter.as_deref() == Some("all");
    let bare = world.faults.plan().null_fields;
    let jobs = run.jobs.iter().filter(|job| all || job.attempt == run.attempt);
    let jobs = jobs.map(|job| views::job(&links, &run, job, bare)).collect();
    paged("jobs", jobs, &paging, &links, &uri)
}

/// Get a job for a workflow run.
pub async fn job(
    State(world): State<Github>,
    links: Links,
    OfRepository(repository): OfRepository,
    Path(JobPath { job_id }): Path<JobPath>,
) -> Result<Json<Value>, ApiError> {
    let (run, job) = find(&world, &repository, job_id).ok_or_else(ApiError::not_found)?;
    Ok(Json(views::job(&links, &run, &job, world.faults.plan().null_fields)))
}

/// Download job logs for a workflow run: where they are for a minute.
pub async fn logs(
    State(world): State<Github>,
    OfRepository(repository): OfRepository,
    Path(JobPath { job_id }): Path<JobPath>,
) -> Result<Response, ApiError> {
    let (_, job) = find(&world, &repository, job_id).ok_or_else(ApiError::not_found)?;
    let is_there = job.is_over() && job.conclusion != Some(Conclusion::Skipped);
    if !is_there || world.faults.plan().expired_logs {
        return Err(ApiError::not_found());
    }
    let end = clock::now().as_second() + LINK_LIVES;
    let signature = sign(&world.secret, job_id, end);
    let place = format!("{}/_logs/{job_id}?se={end}&sig={signature}", world.base);
    Ok((StatusCode::FOUND, [(header::LOCATION, place)]).into_response())
}

#[derive(Deserialize)]
pub struct Signed {
    /// When the link ends, in seconds.
    #[serde(default)]
    se: i64,
    #[serde(default)]
    sig: String,
}

/// The log itself, as the storage behind GitHub serves it: whoever has the link may read it.
pub async fn signed_log(
    State(world): State<Github>,
    Path(JobPath { job_id }): Path<JobPath>,
    Query(Signed { se, sig }): Query<Signed>,
) -> Result<Response, ApiError> {
    let valid = sig == sign(&world.secret, job_id, se) && clock::now().as_second() <= se;
    if !valid || world.faults.plan().expired_logs {
        return Err(ApiError::not_found());
    }
    let found = world.read(|state| {
        let mut jobs = state.runs.values().flat_map(|run| &run.jobs);
        jobs.find(|job| job.id == job_id).map(log)
    });
    let log = found.ok_or_else(ApiError::not_found)?;
    let body = match world.faults.plan().long_logs {
        0 => Body::from(log),
        bytes => Body::from_stream(stream::iter(noise(bytes).chain([log]).map(Ok::<_, Infallible>))),
    };
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response())
}

/// At least so many bytes of lines, made while they are sent.
fn noise(bytes: u64) -> impl Iterator<Item = String> + Send {
    let line = "2027-01-15T08:00:00.0000000Z \u{1b}[31;1mred\u{1b}[0m <script>alert(1)</script> \u{1b}]0;title\u{7}한글\n";
    let chunk = line.repeat(1_000);
    let chunks = bytes.div_ceil(chunk.len() as u64);
    (0..chunks).map(move |_| chunk.clone())
}

fn sign(secret: &[u8], job: u64, end: i64) -> String {
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else {
        return String::new();
    };
    mac.update(format!("{job} {end}").as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

fn find(world: &Github, repository: &Repository, id: u64) -> Option<(Run, Job)> {
    let name = repository.full_name();
    world.read(|state| {
        let mut runs = state.runs_of(&name);
        runs.find_map(|run| run.jobs.iter().find(|job| job.id == id).map(|job| (run.clone(), job.clone())))
    })
}

/// What the steps that ran wrote, a time before each line.
fn log(job: &Job) -> String {
    let mut text = String::new();
    for step in &job.steps {
        let Some(at) = step.started_at else {
            continue;
        };
        let time = clock::written_in_logs(at);
        let broken = step.broken.then_some("##[error]The sandbox was told to let this run fail.");
        for line in step.log.iter().chain(&step.written).map(String::as_str).chain(broken) {
            text.push_str(&format!("{time} {line}\n"));
        }
    }
    text
}
