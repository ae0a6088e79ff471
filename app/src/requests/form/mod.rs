//! The request form without its looks: what was typed, what it means, and how it travels.
//!
//! Everything here is pure and the same in server and browser: the page without scripts and the
//! island read, check and send one and the same form.

pub mod curl;
pub mod encoding;
pub mod fix;
pub mod input;
pub mod model;
pub mod place;
pub mod prefill;
pub mod state;
pub mod targets;

pub use model::{FormModel, Mode, Running, StageChoice};
pub use place::Place;
pub use state::FormState;
pub use targets::TargetRef;

/// What to type before environments are deleted: the service belongs to it, because many environments have one name.
pub fn confirmation(service: impl std::fmt::Display, name: impl std::fmt::Display) -> String {
    format!("{service}/{name}")
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
