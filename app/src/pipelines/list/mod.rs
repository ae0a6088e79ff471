//! All repositories with what can be started there, and the newest runs.

mod filters;
mod launches;
mod page;
mod query;
mod repository;
mod runs;

pub use page::PipelinesPage;
