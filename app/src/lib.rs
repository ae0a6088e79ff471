//! The Leptos UI: one folder per thing that people see.
//!
//! Pages are HTML from the server (feature `ssr`) and complete without JavaScript; islands (feature
//! `hydrate`) make their live parts move. What an island needs is compiled for both, pages for the
//! server only.
// The types of views nest as deeply as the elements do.
#![recursion_limit = "512"]

pub mod api;
pub mod enhance;
pub mod environments;
pub mod health;
pub mod i18n;
pub mod live;
pub mod palette;
pub mod preferences;
pub mod settings;
pub mod ui;

pub mod approvals;
pub mod requests;
pub mod templates;

#[cfg(feature = "ssr")]
pub mod app;
#[cfg(feature = "ssr")]
pub mod audit;
#[cfg(feature = "ssr")]
pub mod chrome;
#[cfg(feature = "ssr")]
pub mod deputies;
#[cfg(feature = "ssr")]
pub mod freezes;
#[cfg(feature = "ssr")]
pub mod incidents;
#[cfg(feature = "ssr")]
pub mod notifications;
#[cfg(feature = "ssr")]
pub mod pipelines;
#[cfg(feature = "ssr")]
pub mod releases;
#[cfg(feature = "ssr")]
pub mod rollouts;
#[cfg(feature = "ssr")]
pub mod services;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod ssr;

#[cfg(feature = "ssr")]
pub use app::App;
#[cfg(feature = "ssr")]
pub use shell::shell;
