//! The page of the request form: complete without scripts, with a live preview once they run.

mod about;
pub mod api;
mod choice;
pub(crate) mod constraints;
mod control;
mod copy;
mod cost;
mod desk;
mod dom;
mod grid;
mod island;
mod side;
mod table;
pub mod text;
mod values;

#[cfg(feature = "ssr")]
mod drafts;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod send;
#[cfg(feature = "ssr")]
mod setting;

pub use island::{RequestForm, Said, Setting};
#[cfg(feature = "ssr")]
pub use page::{AmendPage, NewRequestPage};
