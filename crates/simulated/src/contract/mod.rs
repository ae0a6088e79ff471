//! What every implementation of the cloud must do. Each of them runs all of it in its tests.
//!
//! A case panics where the promise is broken. Cases use stack names of their own, so that they may run at once.

mod bench;
mod changes;
mod drift;
mod endings;
mod questions;
mod templates;

pub use bench::Bench;

use futures::FutureExt;
use futures::future::BoxFuture;
use std::panic::AssertUnwindSafe;

/// A promise, and the code that tries it out.
pub struct Case {
    pub name: &'static str,
    run: fn(Bench) -> BoxFuture<'static, ()>,
}

macro_rules! cases {
    ($($module:ident::$name:ident),* $(,)?) => {
        [$(Case { name: stringify!($name), run: |bench| $module::$name(bench).boxed() }),*]
    };
}

/// All promises.
pub const CASES: [Case; 21] = cases![
    changes::a_stack_is_created_as_planned,
    changes::nothing_to_change_is_told_apart,
    changes::an_update_changes_and_replaces,
    changes::a_discarded_creation_leaves_nothing,
    changes::a_discarded_update_leaves_the_stack_alone,
    changes::asking_twice_gives_the_same_change_set,
    changes::executing_twice_runs_once,
    changes::a_stack_that_exists_is_not_created_again,
    changes::an_older_change_set_is_void_after_an_execution,
    drift::a_fresh_stack_is_in_sync,
    drift::asking_for_drift_twice_is_harmless,
    drift::a_stack_at_work_is_not_compared,
    endings::a_failing_creation_tells_the_clouds_own_reason,
    endings::a_failing_update_is_rolled_back,
    endings::an_update_can_be_cancelled,
    endings::a_deleted_stack_is_gone_by_name_and_known_by_id,
    endings::a_creation_under_way_can_be_deleted,
    endings::protection_holds_until_it_is_taken_off,
    questions::what_does_not_exist_is_told_apart,
    questions::bad_requests_are_refused_without_their_secrets,
    questions::regions_are_apart,
];

/// Runs all cases at once and tells which of them fail.
///
/// # Panics
/// When a case fails; each one has told why on standard error.
pub async fn run(bench: &Bench) {
    let case = |case: &Case| {
        let (name, run) = (case.name, (case.run)(bench.for_case(case.name)));
        AssertUnwindSafe(run).catch_unwind().map(move |outcome| outcome.is_err().then_some(name))
    };
    let outcomes = futures::future::join_all(CASES.iter().map(case)).await;
    let failed: Vec<&str> = outcomes.into_iter().flatten().collect();
    assert!(failed.is_empty(), "the contract is broken: {failed:?}");
}
