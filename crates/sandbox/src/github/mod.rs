//! A stand-in for GitHub on this machine, for first runs and for tests.
//!
//! It answers as GitHub documents its REST API (version 2022-11-28), below `/` as api.github.com does and below
//! `/api/v3` as GitHub Enterprise Server does. Workflows are read from real files; their jobs go through all states in
//! short steps, which are played, or really run where [`Runner::Act`] is chosen. What goes wrong at the real GitHub is had on demand: see [`Faults`].

mod act;
mod api;
mod calls;
mod clock;
mod deliver;
mod deployed;
mod engine;
mod faults;
mod guard;
mod keep;
mod limits;
mod model;
mod options;
mod repositories;
mod server;
mod tokens;
mod views;
mod workflow;
mod world;

pub use deployed::Deployment;
pub use faults::{FailingRun, FaultPlan, Faults, SecondaryLimit, Times, WebhookFault};
pub use model::{Conclusion, RunRecord, Status};
pub use options::{
    APP, APP_KEY, GithubOptions, INSTALLATION, RepositorySource, Runner, Speed, StartError, Webhook,
};
pub use server::SandboxGithub;

/// The SHA of a commit of one of the repositories that come with the program, by its place counted from 1.
pub fn built_in_commit(repository: &str, place: usize) -> Option<String> {
    repositories::Repositories::built_in_commit(repository, place)
}
