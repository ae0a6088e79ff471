//! All rollouts, newest first.

mod filters;
mod glyphs;
mod page;
mod query;
mod text;

pub use glyphs::Glyphs;
pub use page::{RolloutsPage, title};
