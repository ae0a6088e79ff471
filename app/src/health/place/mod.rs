//! One service in one stage and region.

mod page;

pub use page::PlacementPage;
