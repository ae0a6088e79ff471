//! The home of somebody on call.

pub mod card;
mod cause;
mod map;
mod page;
pub mod timeline;
mod trouble;

pub use page::HealthPage;
