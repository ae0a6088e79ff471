//! What every implementation of the CI backend must do. Each of them runs all of it in its tests.
//!
//! A case panics where the promise is broken. Cases start runs under ids of their own, so that they may run at once.

mod bench;
mod endings;
mod questions;
mod reviews;
mod starts;

pub use bench::PipelineBench;

use futures::FutureExt;
use futures::future::BoxFuture;
use std::panic::AssertUnwindSafe;

/// A promise, and the code that tries it out.
pub struct PipelineCase {
    pub name: &'static str,
    run: fn(PipelineBench) -> BoxFuture<'static, ()>,
}

macro_rules! cases {
    ($($module:ident::$name:ident),* $(,)?) => {
        [$(PipelineCase { name: stringify!($name), run: |bench| $module::$name(bench).boxed() }),*]
    };
}

/// All promises.
pub const PIPELINE_CASES: [PipelineCase; 15] = cases![
    starts::a_dispatch_starts_one_run_that_can_be_found,
    starts::runs_are_told_apart_by_their_ids,
    starts::two_runs_with_one_id_are_refused,
    starts::what_a_workflow_does_not_take_is_refused,
    endings::a_run_goes_well_and_has_jobs_and_logs,
    endings::a_failing_run_fails_and_its_failed_jobs_run_again,
    endings::a_run_can_be_cancelled_and_again,
    questions::what_does_not_exist_is_told_apart,
    questions::workflows_tell_their_inputs,
    questions::the_newest_runs_come_first,
    questions::commits_are_compared_both_ways,
    questions::repositories_and_their_files_are_listed,
    reviews::reviewers_answer_with_accounts_of_their_own,
    reviews::a_reviewers_no_ends_the_run,
    reviews::what_is_no_token_belongs_to_nobody,
];

/// Runs all cases at once and tells which of them fail.
///
/// # Panics
/// When a case fails; each one has told why on standard error.
pub async fn run(bench: &PipelineBench) {
    let case = |case: &PipelineCase| {
        let (name, run) = (case.name, (case.run)(bench.for_case(case.name)));
        AssertUnwindSafe(run).catch_unwind().map(move |outcome| outcome.is_err().then_some(name))
    };
    let outcomes = futures::future::join_all(PIPELINE_CASES.iter().map(case)).await;
    let failed: Vec<&str> = outcomes.into_iter().flatten().collect();
    assert!(failed.is_empty(), "the contract is broken: {failed:?}");
}
