//! Requests: asking, previewing, deciding, stopping, mending.

mod assemble;
mod change;
mod create;
mod held;
mod input;
mod preview;
mod ranges;
mod read;
mod values;
mod view;

pub(crate) use preview::plain;
pub(crate) use ranges::settle as settle_ranges;
pub(crate) use view::row;
