//! Releases: what can be rolled out, and where it runs.

mod changes;
mod one;
mod page;
mod query;
mod row;
mod running;
mod text;
mod under_way;

pub use changes::Changes;
pub use one::ReleasePage;
pub use page::ReleasesPage;
