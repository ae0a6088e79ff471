//! The use cases of Slipway, and the ports through which they reach the outside.
//!
//! Every function here takes the acting person, asks for a permit, lets the domain decide, and
//! writes one commit. Slow calls happen in workers, never inside a transaction.

pub mod ports;
