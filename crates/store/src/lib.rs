//! Everything that Slipway keeps, in SQLite or PostgreSQL.
//!
//! [`Database`] implements the port [`services::ports::Store`]. One SQL text serves both engines; what differs
//! stands in `dialect.rs`.

mod database;
mod dialect;
mod error;
mod file;
mod health;
mod jobs;
mod page;
mod read;
mod rows;
mod samples;
mod sql;
mod store;
mod wake;
mod write;

pub use database::{Database, DatabaseOptions};
pub use file::sqlite_file;
