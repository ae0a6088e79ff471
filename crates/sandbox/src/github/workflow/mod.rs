//! Workflow files: what they take, and what their jobs would do.

mod expression;
mod inputs;
mod plan;
mod read;
mod script;

pub use inputs::checked;
pub use plan::{Attempt, plan, title};
pub use read::{InputKind, Workflow, WorkflowInput};
pub use script::failed;
