//! Which change most likely made a service unwell, with what speaks for and against it.

pub mod api;
mod panel;
mod text;

pub use panel::{Causes, SHOWN, card, suspects};
