//! Rollouts: releases on their way through waves of regions. Pages of the server only; what moves in them is the page
//! itself, fetched again when it has become newer.

pub mod list;
pub mod new;
pub mod one;
mod states;

pub use list::RolloutsPage;
pub use new::NewRolloutPage;
pub use one::RolloutPage;
pub use states::lane_tone;
