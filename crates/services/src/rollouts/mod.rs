//! Releases and rollouts: registering, starting, deciding, steering, looking.

mod anew;
mod back;
mod carry;
mod changes;
mod decide;
mod enforcement;
mod forecast;
mod read;
mod release;
mod start;
mod steer;
mod step;
mod view;
mod voice;

pub(crate) use changes::Comparisons;
pub(crate) use enforcement::Guards;
pub(crate) use step::{Along, refused};
pub(crate) use voice::{Asked, Deputed, Voice};
