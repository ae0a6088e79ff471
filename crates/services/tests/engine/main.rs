//! The engine as a whole: portal, SQLite, and a cloud in memory.

mod approvals;
mod failures;
mod requests;
mod support;
mod tokens;
