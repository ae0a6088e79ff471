//! The stand-in world for a first run: a cloud and a GitHub on this machine, and people to be.

mod cloud;
mod endpoints;
pub mod github;
mod health;
mod people;
mod process;

pub use cloud::{CloudOptions, SandboxCloud, StartError};
pub use endpoints::SandboxEndpoints;
pub use people::{SandboxPerson, people};
