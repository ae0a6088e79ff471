//! Releases and rollouts: registering, starting, deciding, steering, looking.

mod decide;
mod read;
mod release;
mod start;
mod steer;
mod step;
mod view;

pub(crate) use step::Along;
