//! The portal as browsers and scripts see it: the whole router over SQLite and a cloud in memory.

mod api;
mod bad_input;
mod delivery;
mod doors;
mod drift;
mod escalation;
mod incidents;
mod live;
mod openapi;
mod operations;
mod pipelines;
mod probe_locations;
mod refused_forms;
mod reviews;
mod rollouts;
mod services;
mod sessions;
mod sign_in;
mod support;
mod webhooks;
