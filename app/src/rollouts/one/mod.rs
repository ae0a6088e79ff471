//! One rollout's page: what goes where, what it waits for, and how far each region is.
//!
//! What can change while somebody looks stands in the [`board`]; the page is fetched again and lapped over what is there
//! when the rollout has become newer.

mod actions;
mod answers;
pub mod api;
mod axis;
mod back;
mod board;
mod carried;
mod changes;
mod decision;
mod differences;
mod enforcement;
mod exceptions;
mod facts;
mod gates;
mod head;
mod lane;
mod page;
mod review;
mod segments;
mod spans;
mod sparkline;
pub mod standing;
#[cfg(test)]
mod tests;
mod text;
mod wave;

pub use carried::{losses, plans};
pub use differences::differences;
pub use enforcement::sentence as enforcement;
pub use facts::on_failure;
pub use gates::{after, rollout_link};
pub use lane::copying;
pub use page::RolloutPage;
pub use text::{RolloutText, wave as wave_name};
