//! Requests: asking, previewing, deciding, stopping, mending.

mod assemble;
mod change;
mod create;
mod input;
mod preview;
mod ranges;
mod read;
mod view;

pub(crate) use preview::plain;
pub(crate) use view::row;
