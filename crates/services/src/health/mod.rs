//! How services are in their regions: measuring and judging it, showing it, and why they are unwell, what caps them, and how
//! their regions differ.

mod agent;
mod asking;
mod behind;
mod board;
mod bottlenecks;
mod causes;
mod changes;
mod charts;
mod check;
mod distance;
mod duty;
mod incidents;
mod judging;
mod keeping;
mod likely;
mod marks;
mod numbers;
mod objectives;
mod on_call;
mod place;
mod placement;
mod plan;
mod probing;
mod promises;
mod ranking;
mod read;
mod region;
mod regions;
mod remedies;
mod remote;
mod samples;
mod schedule;
mod status;
mod way_back;

pub use agent::{Agent, AgentLink, AgentSpool};
pub use check::checked;
pub use objectives::ObjectiveSignals;
pub use on_call::OnCallRules;
pub use read::{CheckCourse, HealthDetail};
pub use region::PlacementsWanted;
pub use schedule::Schedule;

pub(crate) use charts::KnownCharts;
pub(crate) use incidents::news;
pub(crate) use likely::KnownRankings;
pub(crate) use numbers::KnownNumbers;
pub(crate) use on_call::{Rota, calendar_name};
pub(crate) use probing::Probing;
pub(crate) use promises::KnownPromises;
