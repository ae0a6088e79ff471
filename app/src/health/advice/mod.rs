//! Which limit caps a service, and what lifting it would bring.

mod panel;
mod text;

pub use panel::Advice;
