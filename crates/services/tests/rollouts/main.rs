//! Rollouts from their start to their end, over a simulated CI backend and artifact stores.

mod actions;
mod board;
mod carried;
mod catalogue;
mod changes;
mod compared;
mod crashes;
mod enforcement;
mod exceptions;
mod explain;
mod health;
mod journeys;
mod launches;
mod objectives;
mod probes;
mod repositories;
mod reviewers;
mod support;
mod trouble;
