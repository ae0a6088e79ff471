//! All services, by name.

mod filters;
mod page;
mod query;
mod row;

pub use page::ServicesPage;
