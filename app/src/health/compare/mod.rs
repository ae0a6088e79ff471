//! How one service differs between its regions.

mod panel;
mod text;

pub use panel::RegionComparison;
