//! The ports in memory, with latency and faults on demand, for tests and benchmarks.
//!
//! Everything here is deterministic: given a seed and the order of calls, the same things happen. Time is tokio's, so
//! that `tokio::time::pause` makes hours pass at once.

mod artifacts;
mod calendars;
mod checking;
mod clock;
mod cloud;
pub mod contract;
pub mod contract_artifacts;
pub mod contract_metrics;
pub mod contract_pipelines;
mod ids;
mod messenger;
mod metrics;
mod pipelines;
mod prober;
mod templates;

pub use artifacts::{ArtifactFault, SimulatedArtifacts};
pub use calendars::SimulatedCalendars;
pub use checking::CheckHere;
pub use clock::{ManualClock, TokioClock};
pub use cloud::{Call, Fault, Rule, SimulatedCloud, SimulatedStack, Timing};
pub use ids::SequentialIds;
pub use messenger::SimulatedMessenger;
pub use metrics::SimulatedMetrics;
pub use pipelines::{PipelineCall, PipelineFault, PipelineRule, PipelineTiming, SimulatedPipelines, Started};
pub use prober::SimulatedProber;
pub use templates::StaticTemplates;
