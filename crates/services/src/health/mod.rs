//! Measuring how services are: what is asked, when, by whom, and what follows from it.

mod agent;
mod check;
mod judging;
mod keeping;
mod plan;
mod probing;
mod read;
mod remote;
mod schedule;

pub use agent::{Agent, AgentLink, AgentSpool};
pub use check::checked;
pub use read::{CheckCourse, HealthDetail};
pub use schedule::Schedule;

pub(crate) use probing::Probing;
