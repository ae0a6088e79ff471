//! Starting a workflow: its inputs as GitHub declares them, and one button.

pub mod api;
mod page;

pub use page::{NewRunPage, reason_field};
