//! The program as people start it.

mod commands;
mod running;
mod templates;
