//! Requests: asking, previewing, deciding, stopping, mending.

mod assemble;
mod carry;
mod change;
mod create;
mod held;
mod input;
mod preview;
mod ranges;
mod read;
mod values;
mod view;

pub(crate) use carry::{Carrier, Carrying, Taken};
pub(crate) use preview::plain;
pub(crate) use ranges::settle as settle_ranges;
pub(crate) use view::{distinct_plans, row};
