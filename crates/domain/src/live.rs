//! What changed, told to whoever watches.

use serde::{Deserialize, Serialize};

/// What kind of thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    Request,
    Environment,
    /// New resource events of a request's stacks.
    Events,
    Template,
    Region,
    Release,
    Rollout,
    /// A freeze window that was made in the portal.
    Freeze,
    /// A repository of the catalogue.
    Catalog,
    /// A start of a workflow.
    Launch,
    /// The list of one person, by their id.
    Notification,
    /// A notice on its way out.
    Delivery,
    /// How a service is in one stage and region, by its placement.
    Health,
    Incident,
}

impl Topic {
    pub fn as_str(self) -> &'static str {
        match self {
            Topic::Request => "request",
            Topic::Environment => "environment",
            Topic::Events => "events",
            Topic::Template => "template",
            Topic::Region => "region",
            Topic::Release => "release",
            Topic::Rollout => "rollout",
            Topic::Freeze => "freeze",
            Topic::Catalog => "catalog",
            Topic::Launch => "launch",
            Topic::Notification => "notification",
            Topic::Delivery => "delivery",
            Topic::Health => "health",
            Topic::Incident => "incident",
        }
    }
}

/// One change, before it has its place in the stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub topic: Topic,
    /// The id of what changed.
    pub subject: String,
    /// Its version after the change; watchers ignore older ones.
    pub version: i64,
}

/// One change with its place; places only grow, and are what `Last-Event-ID` carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveEvent {
    pub seq: i64,
    #[serde(flatten)]
    pub change: Change,
}
