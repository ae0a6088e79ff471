//! What Slipway is about: its words as types, and its decisions as pure functions.
//!
//! Nothing here does I/O, reads a clock or rolls dice. Times, ids and randomness are handed in, so
//! every decision can be tested by a table. The crate compiles to WebAssembly; pages show these types.

pub mod address;
pub mod approval;
pub mod audit;
pub mod catalog;
pub mod changes;
pub mod console;
pub mod declared;
pub mod delegation;
pub mod drift;
pub mod environment;
pub mod error;
pub mod freeze;
pub mod geography;
pub mod health;
pub mod ids;
pub mod live;
pub mod metric;
pub mod names;
pub mod notification;
pub mod people;
pub mod permission;
pub mod pipeline;
pub mod plan;
pub mod release;
pub mod request;
pub mod rollout;
pub mod rules;
pub mod service;
pub mod stack;
pub mod template;
pub mod time;
pub mod values;
pub mod view;

pub use error::{ErrorCode, PortalError};
pub use time::Timestamp;
