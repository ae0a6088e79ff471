//! The engine as a whole: portal, SQLite, and a cloud in memory.

mod approvals;
mod audit;
mod drift;
mod failures;
mod health;
mod notifications;
mod requests;
mod secrets;
mod support;
mod tidy;
mod tokens;
mod undone;
