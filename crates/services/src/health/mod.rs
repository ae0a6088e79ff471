//! How services are in their regions: the board, a region, one placement; why they are unwell, what caps them, and how their
//! regions differ.

mod behind;
mod board;
mod bottlenecks;
mod causes;
mod changes;
mod charts;
mod distance;
mod duty;
mod marks;
mod numbers;
mod place;
mod placement;
mod region;
mod regions;
mod remedies;

pub use region::PlacementsWanted;

pub(crate) use charts::KnownCharts;
pub(crate) use numbers::KnownNumbers;
