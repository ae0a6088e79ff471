//! One request's page: what is asked for, what it would do, who said what, and how far it is.
//!
//! The server draws the page ([`page`]). What can change while somebody looks stands in the
//! [`Board`](board::Board), which the island ([`live`]) draws anew from each snapshot and then
//! laps over what is there, so that focus, open details and half-typed comments stay.

mod actions;
pub mod api;
#[cfg(feature = "ssr")]
mod back;
mod board;
mod breaks;
mod calls;
mod capabilities;
mod course;
mod covers;
pub mod decision;
pub mod differences;
#[cfg(test)]
mod example;
mod facts;
pub mod findings;
mod happening;
pub mod labels;
mod lane;
mod live;
#[cfg(feature = "ssr")]
mod page;
pub mod places;
pub mod plans;
pub mod scope;
mod steps;
pub mod text;
mod timeline;
#[cfg(target_arch = "wasm32")]
mod watch;

pub use happening::Happening;
#[cfg(feature = "ssr")]
pub use page::RequestPage;
