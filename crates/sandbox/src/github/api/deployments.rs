use super::find::{Caller, OfRun, fields};
use super::{ApiError, Github};
use crate::github::clock;
use crate::github::deliver::Queued;
use crate::github::model::{Actor, Change, Job, Report, Review, Run, Status};
use crate::github::views::{self, Links};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

/// An App may report so often, with so many characters each time.
const MOST_REPORTS: usize = 10;
const LONGEST_REPORT: usize = 1_024;

/// Get pending deployments for a workflow run.
pub async fn pending(links: Links, Caller(actor): Caller, OfRun(_, run): OfRun) -> Json<Vec<Value>> {
    let waiting = run.latest().filter(|job| job.status == Status::Waiting);
    Json(waiting.map(|job| views::pending(&links, &run, job, actor.login())).collect())
}

/// Get the review history for a workflow run.
pub async fn approvals(links: Links, OfRun(_, run): OfRun) -> Json<Vec<Value>> {
    let reviewed = run.jobs.iter().filter_map(|job| Some((job, job.gates.review.as_ref()?)));
    let view = |(job, review): (&Job, &Review)| {
        let name = job.environment.as_deref().unwrap_or_default();
        json!({
            "state": if review.approved { "approved" } else { "rejected" }, "comment": review.comment,
            "environments": [views::environment(&links, &run.repository, name)],
            "user": views::simple_user(&links, &review.login),
        })
    };
    Json(reviewed.map(view).collect())
}

/// Review pending deployments for a workflow run. Apps may not.
pub async fn review(
    State(world): State<Github>,
    links: Links,
    Caller(actor): Caller,
    OfRun(_, run): OfRun,
    body: Bytes,
) -> Result<Json<Vec<Value>>, ApiError> {
    let Actor::User(login) = &actor else {
        return Err(ApiError::forbidden("Resource not accessible by integration"));
    };
    let (environments, review) = asked_review(&body, login)?;
    let jobs: Vec<&Job> = run.latest().filter(|job| is_meant(&links, &run, job, &environments)).collect();
    if !reviewed(&world, &run, &jobs, &review) {
        let message = "You cannot approve or reject one or more of these deployments.";
        return Err(ApiError::unprocessable(message));
    }
    world.kept().await;
    Ok(Json(jobs.iter().map(|job| views::deployment(&links, &run, job)).collect()))
}

/// Takes a reviewer's verdict on jobs and tells the webhooks; `false` when one of them is not theirs to give.
pub fn reviewed(world: &Github, run: &Run, jobs: &[&Job], review: &Review) -> bool {
    let given = world.change_if(
        |state| {
            let all = state.runs.get_mut(&run.id).into_iter().flat_map(|run| &mut run.jobs);
            let mut meant: Vec<&mut Job> = all.filter(|job| jobs.iter().any(|it| it.id == job.id)).collect();
            let all_theirs = meant.iter().all(|job| job.gates.admits(&review.login, &run.actor));
            if meant.is_empty() || !all_theirs {
                return false;
            }
            meant.iter_mut().for_each(|job| job.gates.review = Some(review.clone()));
            true
        },
        |given| *given,
    );
    let now = given.then(|| world.read(|state| state.runs.get(&run.id).cloned())).flatten();
    let action = if review.approved { "approved" } else { "rejected" };
    for (run, job) in now.iter().flat_map(|run| jobs.iter().map(move |job| (run, job))) {
        world.send(Queued::of(world, run, &Change::Review { job: job.id, action }));
    }
    given
}

/// The environments' ids, and what is said of them.
fn asked_review(body: &Bytes, login: &str) -> Result<(Vec<u64>, Review), ApiError> {
    let fields = fields(body)?;
    let ids = fields.get("environment_ids").and_then(Value::as_array);
    let ids = ids.ok_or_else(|| ApiError::missing("environment_ids"))?;
    let review = Review {
        login: login.to_owned(),
        approved: verdict(&fields)?.ok_or_else(|| ApiError::missing("state"))?,
        comment: text(&fields, "comment").ok_or_else(|| ApiError::missing("comment"))?,
    };
    Ok((ids.iter().filter_map(Value::as_u64).collect(), review))
}

/// Review custom deployment protection rules for a workflow run. Only Apps may.
pub async fn protection_rule(
    State(world): State<Github>,
    Caller(actor): Caller,
    OfRun(_, run): OfRun,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    if !matches!(actor, Actor::App { .. }) {
        return Err(ApiError::forbidden(
            "Must have access to a GitHub App installation to review this rule.",
        ));
    }
    let fields = fields(&body)?;
    let name = text(&fields, "environment_name").ok_or_else(|| ApiError::missing("environment_name"))?;
    let verdict = verdict(&fields)?;
    let comment = text(&fields, "comment");
    if verdict.is_none() && comment.is_none() {
        return Err(ApiError::missing("comment"));
    }
    let waits = |job: &&Job| job.environment.as_ref() == Some(&name) && job.gates.wants_rule();
    let jobs: Vec<&Job> = run.latest().filter(waits).collect();
    check_report(&jobs, comment.as_deref())?;
    change(&world, run.id, &jobs, |job| {
        let report = comment.clone().map(|comment| Report { at: clock::now(), comment });
        job.gates.reports.extend(report);
        job.gates.passed = verdict;
    });
    world.kept().await;
    Ok(StatusCode::NO_CONTENT)
}

fn check_report(waiting: &[&Job], comment: Option<&str>) -> Result<(), ApiError> {
    let earlier = waiting.iter().map(|job| job.gates.reports.len()).max();
    let message = match (earlier, comment) {
        (None, _) => "There is no pending deployment for this environment.",
        (Some(MOST_REPORTS..), Some(_)) => "No more than 10 status reports are allowed.",
        (_, Some(text)) if text.chars().count() > LONGEST_REPORT => {
            "Invalid request.\n\nOnly 1024 characters are allowed in the comment."
        }
        _ => return Ok(()),
    };
    Err(ApiError::unprocessable(message))
}

fn is_meant(links: &Links, run: &Run, job: &Job, wanted: &[u64]) -> bool {
    let name = job.environment.as_deref().unwrap_or_default();
    let id = views::environment(links, &run.repository, name)["id"].as_u64();
    job.status == Status::Waiting && id.is_some_and(|id| wanted.contains(&id))
}

fn change(world: &Github, run: u64, jobs: &[&Job], change: impl Fn(&mut Job)) {
    let meant = |id| jobs.iter().any(|job| job.id == id);
    world.change(|state| {
        let all = state.runs.get_mut(&run).into_iter().flat_map(|run| &mut run.jobs);
        all.filter(|job| meant(job.id)).for_each(change);
    });
}

/// Approved or not; `None` when nothing is said.
fn verdict(fields: &Map<String, Value>) -> Result<Option<bool>, ApiError> {
    match fields.get("state").map(|state| state.as_str()) {
        None => Ok(None),
        Some(Some("approved")) => Ok(Some(true)),
        Some(Some("rejected")) => Ok(Some(false)),
        Some(_) => Err(ApiError::unprocessable(
            "Invalid request.\n\nstate is neither \"approved\" nor \"rejected\".",
        )),
    }
}

fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    fields.get(name)?.as_str().map(str::to_owned)
}
