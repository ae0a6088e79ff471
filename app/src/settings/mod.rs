//! What people set for themselves: access tokens, and their account on GitHub.

mod api;
#[cfg(feature = "ssr")]
mod github;
#[cfg(feature = "ssr")]
mod location;
#[cfg(feature = "ssr")]
mod page;
pub mod text;

pub use api::{CREATE, FORGET_ACCOUNT, KEEP_ACCOUNT, REVOKE, SIGN_OUT_EVERYWHERE};
#[cfg(feature = "ssr")]
pub use github::GithubAccountPage;
#[cfg(feature = "ssr")]
pub use page::TokensPage;
