//! The operations, named and answered as in GitHub's documentation.

mod apps;
mod commits;
mod contents;
mod control;
mod deployments;
mod dispatch;
mod environments;
mod error;
mod find;
mod hooks;
mod jobs;
mod lists;
mod oauth;
mod pages;
mod run_list;
mod runs;
mod users;
mod workflows;

pub use error::ApiError;
pub use oauth::Codes;

use super::guard::{ENTERPRISE, guard, guard_apps};
use super::world::World;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use std::sync::Arc;

type Github = Arc<World>;

/// Everything that the stand-in answers.
pub fn router(world: &Github) -> Router {
    let api = with_token().route_layer(from_fn_with_state(Arc::clone(world), guard));
    let apps = signed_by_apps().route_layer(from_fn_with_state(Arc::clone(world), guard_apps));
    let api = api.merge(apps);
    Router::new()
        .nest(ENTERPRISE, api.clone())
        .merge(api)
        .merge(open())
        .fallback(async || ApiError::not_found())
        .with_state(Arc::clone(world))
}

fn with_token() -> Router<Github> {
    Router::new()
        .route("/user", get(users::user))
        .route("/user/teams", get(users::teams))
        .route("/rate_limit", get(users::rate_limit))
        .route("/installation/repositories", get(lists::of_installation))
        .route("/orgs/{org}/repos", get(lists::of_organization))
        .route("/users/{username}/repos", get(lists::of_user))
        .route("/repos/{owner}/{repo}", get(users::repository))
        .route("/repos/{owner}/{repo}/branches", get(commits::branches))
        .route("/repos/{owner}/{repo}/tags", get(commits::tags))
        .route("/repos/{owner}/{repo}/commits", get(commits::list))
        .route("/repos/{owner}/{repo}/commits/{*ref}", get(commits::commit))
        .route("/repos/{owner}/{repo}/compare/{*basehead}", get(commits::compare))
        .route("/repos/{owner}/{repo}/git/ref/{*ref}", get(commits::reference))
        .route("/repos/{owner}/{repo}/git/trees/{tree_sha}", get(lists::tree))
        .route("/repos/{owner}/{repo}/contents", get(contents::root))
        .route("/repos/{owner}/{repo}/contents/", get(contents::root))
        .route("/repos/{owner}/{repo}/contents/{*path}", get(contents::contents))
        .route("/repos/{owner}/{repo}/environments/{environment_name}", get(environments::environment))
        .route(
            "/repos/{owner}/{repo}/environments/{environment_name}/deployment_protection_rules",
            get(environments::protection_rules),
        )
        .route("/repos/{owner}/{repo}/environments", get(environments::list))
        .merge(actions())
        .route("/repos/{owner}/{repo}/hooks", get(hooks::list))
        .route("/repos/{owner}/{repo}/hooks/{hook_id}/deliveries", get(hooks::deliveries))
        .route("/repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}", get(hooks::delivery))
        .route(
            "/repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}/attempts",
            post(hooks::redeliver),
        )
}

fn actions() -> Router<Github> {
    let workflows = Router::new()
        .route("/workflows", get(workflows::list))
        .route("/workflows/{workflow_id}", get(workflows::workflow))
        .route("/workflows/{workflow_id}/dispatches", post(dispatch::dispatch))
        .route("/workflows/{workflow_id}/runs", get(run_list::of_workflow));
    let runs = Router::new()
        .route("/runs", get(run_list::of_repository))
        .route("/runs/{run_id}", get(runs::run))
        .route("/runs/{run_id}/cancel", post(runs::cancel))
        .route("/runs/{run_id}/rerun", post(runs::rerun))
        .route("/runs/{run_id}/rerun-failed-jobs", post(runs::rerun_failed_jobs))
        .route("/runs/{run_id}/jobs", get(jobs::list))
        .route("/runs/{run_id}/approvals", get(deployments::approvals))
        .route("/runs/{run_id}/pending_deployments", get(deployments::pending).post(deployments::review))
        .route("/runs/{run_id}/deployment_protection_rule", post(deployments::protection_rule))
        .route("/jobs/{job_id}", get(jobs::job))
        .route("/jobs/{job_id}/logs", get(jobs::logs));
    Router::new().nest("/repos/{owner}/{repo}/actions", workflows.merge(runs))
}

fn signed_by_apps() -> Router<Github> {
    Router::new()
        .route("/app", get(apps::app))
        .route("/app/installations", get(apps::installations))
        .route("/app/installations/{installation_id}/access_tokens", post(apps::access_tokens))
        .route("/repos/{owner}/{repo}/installation", get(apps::installation))
}

/// For browsers and tests: no token is wanted.
fn open() -> Router<Github> {
    Router::new()
        .route("/login/oauth/authorize", get(oauth::authorize))
        .route("/login/oauth/access_token", post(oauth::access_token))
        .route("/_logs/{job_id}", get(jobs::signed_log))
        .route(
            "/_sandbox/faults",
            get(control::faults).post(control::set_faults).delete(control::clear_faults),
        )
        .route("/_sandbox/calls", get(control::calls))
        .route("/{owner}/{repo}/actions/runs/{run_id}", get(pages::run).post(pages::review))
}
