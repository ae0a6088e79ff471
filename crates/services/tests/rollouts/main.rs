//! Rollouts from their start to their end, over a simulated CI backend and artifact stores.

mod crashes;
mod enforcement;
mod exceptions;
mod journeys;
mod support;
mod trouble;
