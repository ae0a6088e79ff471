//! Everything that is written: one transaction per commit.

mod audit;
mod catalog;
mod catalogue;
mod commit;
mod delivery;
mod environments;
mod events;
mod launches;
mod notifications;
mod people;
mod requests;
mod rollouts;
mod tidy;
mod transaction;
mod webhooks;

pub(crate) use transaction::Writing;
