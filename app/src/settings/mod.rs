//! What people set for themselves: access tokens.

mod api;
#[cfg(feature = "ssr")]
mod page;
pub mod text;

pub use api::{CREATE, REVOKE};
#[cfg(feature = "ssr")]
pub use page::TokensPage;
