//! The ports in memory, with latency and faults on demand, for tests and benchmarks.
//!
//! Everything here is deterministic: given a seed and the order of calls, the same things happen. Time is tokio's, so
//! that `tokio::time::pause` makes hours pass at once.

mod checking;
mod clock;
mod cloud;
pub mod contract;
mod ids;
mod templates;

pub use checking::CheckHere;
pub use clock::{ManualClock, TokioClock};
pub use cloud::{Call, Fault, Rule, SimulatedCloud, SimulatedStack, Timing};
pub use ids::SequentialIds;
pub use templates::StaticTemplates;
