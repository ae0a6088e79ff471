//! Guarded actions: the buttons that lead to them, and their form.

pub mod api;
mod buttons;
mod page;

pub use buttons::ActionLinks;
pub use page::ActionPage;
