//! The command palette: go to anything, and do anything that is allowed. Without scripts it is a search page.

mod api;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(feature = "ssr")]
mod find;
mod hit;
mod island;
#[cfg(feature = "ssr")]
mod page;
pub mod text;

pub use hit::{Hit, HitKind, groups};
pub use island::Palette;
#[cfg(feature = "ssr")]
pub use page::SearchPage;
