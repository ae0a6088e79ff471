//! One service in one stage and region.

mod objectives;
mod page;

pub use page::PlacementPage;
