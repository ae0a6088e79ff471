//! Made-up trouble whose cause is known: incidents among hundreds of changes, and series of services that run into a limit.
//!
//! What ranks causes and finds limits is held against these. Nothing here knows how that is done: times, spreads and noise
//! are drawn from how such companies and machines behave. The same seed makes the same trouble.

pub mod changes;
mod company;
pub mod limits;
mod noise;
mod spread;

pub use changes::{Incident, Quarry};
pub use company::Company;
pub use limits::Trouble;
