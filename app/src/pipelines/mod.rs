//! Pipelines: workflows that people start, their runs, and guarded actions. Pages of the server only; what moves in them
//! is the page itself, fetched again when it has become newer.

pub mod action;
mod controls;
mod links;
mod list;
pub mod new;
pub mod one;
mod states;
mod text;

pub use action::{ActionLinks, ActionPage};
pub use links::{action_page, run_page, start_page};
pub use list::PipelinesPage;
pub use new::NewRunPage;
pub use one::RunPage;
