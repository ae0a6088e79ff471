//! One service's page.

mod api;
mod entities;
mod facts;
mod graph;
mod page;
mod places;
mod relations;
mod source;

pub use page::ServicePage;
