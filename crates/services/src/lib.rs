//! The use cases of Slipway, and the ports through which they reach the outside.
//!
//! Every function here takes the acting person, asks for a permit, lets the domain decide, and
//! writes one commit. Slow calls happen in workers, never inside a transaction.

mod accounts;
mod audit;
mod catalog;
mod catalogue;
mod declared;
mod delegations;
mod discretion;
mod drafts;
mod drift;
mod environments;
mod freezes;
mod health;
mod idempotency;
mod kept;
mod measuring;
mod notifications;
mod people;
mod pipelines;
mod portal;
pub mod ports;
mod requests;
mod rollouts;
mod secrets;
mod sign_in;
mod step;
mod tokens;
mod turns;
mod vault;
mod vouching;
mod webhooks;
mod words;
mod work;
mod worker;

pub use catalog::{BadPattern, RepositoryPattern};
pub use freezes::{CalendarRules, FreezeWindow, region_time};
pub use health::{
    Agent, AgentLink, AgentSpool, CheckCourse, HealthDetail, PlacementsWanted, Schedule, checked,
};
pub use health::{ObjectiveSignals, OnCallRules};
pub use people::SignedIn;
pub use pipelines::{RunDeed, Startable};
pub use portal::{Parts, Portal, Settings};
pub use sign_in::{Begun, Return, Then, WayIn};
pub use tokens::Bearer;
pub use vault::Vault;
pub use webhooks::{Taken, Told, WebhookNews};
pub use worker::{JobReport, Worker};
