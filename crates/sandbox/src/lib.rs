//! The stand-in world for a first run: a cloud on this machine, and people to be.

mod cloud;
mod health;
mod people;
mod process;

pub use cloud::{CloudOptions, SandboxCloud, StartError};
pub use people::{SandboxPerson, people};
