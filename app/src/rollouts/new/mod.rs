//! Starting a rollout: three choices, what would come of them, and one button.

pub mod api;
mod carry;
mod choice;
pub mod form;
mod page;
mod preview;
mod regions;
mod start;
mod text;
mod waves;

pub use api::anew;
pub use page::NewRolloutPage;
pub use text::approvers;
