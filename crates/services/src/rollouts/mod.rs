//! Releases and rollouts: registering, starting, deciding, steering, looking.

mod decide;
mod enforcement;
mod moved;
mod read;
mod release;
mod start;
mod steer;
mod step;
mod view;

pub(crate) use enforcement::Guards;
pub(crate) use moved::lane_of;
pub(crate) use step::Along;
