//! Requests: asking for environments, and following what comes of it.

pub mod form;
pub mod new;
pub mod one;

#[cfg(feature = "ssr")]
mod title;

#[cfg(feature = "ssr")]
pub mod list;

#[cfg(feature = "ssr")]
pub use list::RequestsPage;
#[cfg(feature = "ssr")]
pub use one::RequestPage;
#[cfg(feature = "ssr")]
pub use title::title;

#[cfg(feature = "ssr")]
pub use new::{AmendPage, NewRequestPage};
