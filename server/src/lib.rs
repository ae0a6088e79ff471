//! The program `slipway`: its configuration, its commands, and how they wire the ports to the outside.

pub mod boot;
pub mod cli;
pub mod config;
pub mod http;
pub mod live;
mod log;
pub mod metrics;
pub mod serving;
pub mod shutdown;
