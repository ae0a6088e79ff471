//! Rollouts from their start to their end, over a simulated CI backend and artifact stores.

mod catalogue;
mod crashes;
mod journeys;
mod support;
mod trouble;
