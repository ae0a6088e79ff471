//! GitHub's JSON.

mod commit;
mod deployment;
mod environment;
mod links;
mod payload;
mod repository;
mod run;
mod user;

pub use commit::{commit, comparison, named, reference};
pub use deployment::{deployment, environment, pending, reviewers};
pub use environment::{custom_rules, whole_environment};
pub use links::Links;
pub use payload::payload;
pub use repository::{full as full_repository, minimal as minimal_repository};
pub use run::{job, run, workflow};
pub use user::{person, simple as simple_user, simple_team, team};

use super::clock;
use jiff::Timestamp;
use serde_json::Value;

fn time(time: Timestamp) -> Value {
    clock::written(time).into()
}

fn maybe(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, time)
}

/// GitHub's second kind of id, which nobody should look into.
fn node_id(kind: &str, id: u64) -> String {
    format!("{kind}_{id:012}")
}
