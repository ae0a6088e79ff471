//! The stand-in world for a first run: a cloud and a GitHub on this machine, and people to be.

mod cloud;
mod endpoints;
pub mod github;
mod health;
mod on_call;
mod people;
mod process;
mod traffic;

pub use cloud::{CloudOptions, SandboxCloud, StartError};
pub use endpoints::SandboxEndpoints;
pub use on_call::{SandboxRotation, rotations};
pub use people::{SandboxPerson, people};
pub use traffic::{Serving, Temper, TrafficOptions, feed};
