//! Everything that is written: one transaction per commit.

mod audit;
mod catalogue;
mod commit;
mod environments;
mod events;
mod launches;
mod people;
mod requests;
mod rollouts;
mod tidy;
mod transaction;

pub(crate) use transaction::Writing;
