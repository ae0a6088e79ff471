//! The program as people start it.

mod catalog;
mod commands;
mod running;
mod templates;
