//! Releases: what can be rolled out, and where it runs.

mod page;
mod query;
mod row;
mod running;
mod text;

pub use page::ReleasesPage;
