//! Everything that is written: each commit as a whole or not at all.

mod audit;
mod catalog;
mod catalogue;
mod changes;
mod commit;
mod delivery;
mod environments;
mod events;
mod group;
mod health;
mod incidents;
mod launches;
mod notifications;
mod people;
mod requests;
mod rollouts;
mod samples;
mod tidy;
mod transaction;
mod webhooks;

pub(crate) use group::{Deed, Group, Writers};
pub(crate) use transaction::Writing;
