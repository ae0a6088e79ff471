//! How services are in their regions: the board of all, a region, one placement; why one is unwell, what caps it, how its
//! regions differ.

mod cursor;

#[cfg(feature = "ssr")]
mod advice;
#[cfg(feature = "ssr")]
mod board;
#[cfg(feature = "ssr")]
mod causes;
#[cfg(feature = "ssr")]
pub mod changes;
#[cfg(feature = "ssr")]
mod chart;
#[cfg(feature = "ssr")]
mod compare;
#[cfg(feature = "ssr")]
pub mod facts;
#[cfg(feature = "ssr")]
mod incident;
#[cfg(feature = "ssr")]
pub mod links;
#[cfg(feature = "ssr")]
mod panel;
#[cfg(feature = "ssr")]
mod place;
#[cfg(feature = "ssr")]
mod region;
#[cfg(feature = "ssr")]
mod section;
#[cfg(feature = "ssr")]
mod stages;
#[cfg(feature = "ssr")]
pub mod text;

#[cfg(feature = "ssr")]
pub use advice::Advice;
#[cfg(feature = "ssr")]
pub use board::HealthPage;
#[cfg(feature = "ssr")]
pub use causes::{Causes, api};
#[cfg(feature = "ssr")]
pub use compare::RegionComparison;
#[cfg(feature = "ssr")]
pub use links::{BOARD, region_address};
#[cfg(feature = "ssr")]
pub use place::PlacementPage;
#[cfg(feature = "ssr")]
pub use region::RegionPage;
#[cfg(feature = "ssr")]
pub use section::health_section;
