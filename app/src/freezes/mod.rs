//! Freeze windows: what holds rollouts when and where, and who said so.

pub mod api;
mod form;
mod item;
mod page;
mod silence;
mod text;

pub use page::FreezesPage;
pub use silence::silence;
pub use text::FreezeText;
