//! The environment matrix: rows are services, columns are stage bands split by region.
//!
//! The table is one string written by hand ([`table`]), made once per change and reused for every
//! visit ([`cache`]); the island beside it ([`live`]) patches cells and takes the keyboard.

#[cfg(feature = "ssr")]
mod cache;
mod cell;
#[cfg(feature = "ssr")]
mod filters;
#[cfg(target_arch = "wasm32")]
mod grid;
mod live;
#[cfg(feature = "ssr")]
mod page;
#[cfg(target_arch = "wasm32")]
mod patch;
mod query;
mod table;

#[cfg(feature = "ssr")]
pub use cache::MatrixCache;
#[cfg(feature = "ssr")]
pub use page::MatrixPage;
pub use query::MatrixQuery;
