//! Incidents: from what was found, by people, and for whoever looks.

mod respond;
mod step;
mod view;

pub(crate) use step::news;
pub(super) use view::may_silence;
