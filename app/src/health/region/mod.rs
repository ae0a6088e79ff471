//! One region: how it is and was, its services, and what is measured of them together.

mod page;
mod query;
mod table;

pub use page::RegionPage;
