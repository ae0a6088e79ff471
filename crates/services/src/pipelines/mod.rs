//! Pipelines: looking at repositories' workflows and runs, starting, cancelling and re-running them, and the guarded
//! actions on top.

mod action;
mod backend;
mod inputs;
mod known;
mod launch;
mod list;
mod present;
mod run;

pub(crate) use backend::refused_by;
pub(crate) use known::Known;
pub use list::Startable;
pub(crate) use list::in_time;
pub use run::RunDeed;
