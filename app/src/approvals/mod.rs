//! The approval inbox: what waits for this person's answer, and everything that the answer needs.

#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod radius;
#[cfg(feature = "ssr")]
mod rollouts;
#[cfg(feature = "ssr")]
mod text;
#[cfg(feature = "ssr")]
mod waiting;

#[cfg(feature = "ssr")]
pub use page::InboxPage;
