//! Made-up users: what CloudWatch on the sandbox cloud tells of every service that is deployed.

mod feed;
mod model;

pub use feed::{TrafficOptions, feed};
pub(crate) use model::FRAGILE;
pub use model::{Serving, Temper};
