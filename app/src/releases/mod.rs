//! Releases: what can be rolled out, and where it runs.

mod page;
pub use page::ReleasesPage;
