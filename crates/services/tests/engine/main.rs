//! The engine as a whole: portal, SQLite, and a cloud in memory.

mod approvals;
mod audit;
mod failures;
mod requests;
mod support;
mod tidy;
mod tokens;
