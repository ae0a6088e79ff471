//! Deputies: whom a lead lets answer in their place, and until when.

pub mod api;
mod page;
mod text;

pub use page::DeputiesPage;
pub use text::DeputyText;
