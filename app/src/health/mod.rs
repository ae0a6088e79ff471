//! How services are in their regions: why one is unwell, what caps it, how its regions differ.

mod advice;
mod causes;
mod compare;

pub use advice::Advice;
pub use causes::Causes;
pub use causes::{address, api};
pub use compare::RegionComparison;
