//! All requests, newest first.

mod filters;
mod page;
mod query;
mod text;

pub use page::{RequestsPage, danger};
