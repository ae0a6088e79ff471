//! One run's page: jobs, their steps, and their logs.
//!
//! What can change while somebody looks stands in the [`board`]; the page is fetched again and lapped over what is there
//! when the run has gone on.

pub mod api;
mod board;
mod facts;
mod head;
mod jobs;
mod launch;
mod log;
mod page;

pub use page::RunPage;
