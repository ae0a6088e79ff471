//! How one service differs between its regions.

mod cell;
mod panel;
mod text;

pub use panel::RegionComparison;
