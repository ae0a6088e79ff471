//! The real program with the sandbox cloud: killed at random moments, sharing work, and with faults in between.
//!
//! A failure prints its seed; `SLIPWAY_CHAOS_SEED` runs that one again, `SLIPWAY_CHAOS_ROUNDS` runs more of them.

mod client;
mod faults;
mod killed;
mod program;
mod replicas;
mod rollouts;
