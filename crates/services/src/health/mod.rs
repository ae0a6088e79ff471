//! How services are: what is asked, when and by whom, what follows from it, why they are unwell, and how regions differ.

mod agent;
mod bottlenecks;
mod causes;
mod changes;
mod check;
mod judging;
mod keeping;
mod place;
mod plan;
mod probing;
mod read;
mod regions;
mod remedies;
mod remote;
mod schedule;

pub use agent::{Agent, AgentLink, AgentSpool};
pub use check::checked;
pub(crate) use probing::Probing;
pub use read::{CheckCourse, HealthDetail};
pub use schedule::Schedule;
