//! Rollouts from their start to their end, over a simulated CI backend and artifact stores.

mod actions;
mod catalogue;
mod crashes;
mod journeys;
mod launches;
mod support;
mod trouble;
