//! One environment's page: how it is, what it consists of, what happened to it.

#[cfg(feature = "ssr")]
mod actions;
mod api;
#[cfg(feature = "ssr")]
mod drift;
#[cfg(feature = "ssr")]
mod events;
#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod resources;
#[cfg(feature = "ssr")]
mod values;

#[cfg(feature = "ssr")]
pub use page::EnvironmentPage;
