//! Notifications: what people are told, who is concerned, and by which way it reaches them.
//!
//! Steps of requests, rollouts and freeze windows make [`News`]. A worker looks up who is concerned ([`concerned`]),
//! holds that against what they want ([`Preferences`], [`TeamChannel::wants`]), and keeps one [`Delivery`] for each
//! recipient and way.

mod audience;
mod delivery;
mod from_request;
mod from_rollout;
mod kind;
mod news;
mod plain;
mod preferences;
#[cfg(test)]
mod tests;
mod words;

pub use audience::{World, concerned};
pub use delivery::{Delivery, DeliveryState, Recipient, SendFailure};
pub use from_request::of_request;
pub use from_rollout::of_rollout;
pub use kind::{Means, NoticeKind, Severity};
pub use news::{About, News, Notice, Who};
pub use plain::{is_invisible, plain};
pub use preferences::{Preferences, Target, TeamChannel, Way};
pub use words::{Message, kind_title, message};

use crate::Timestamp;
use crate::ids::{ActorId, NotificationId};
use serde::{Deserialize, Serialize};

/// A notice in one person's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    pub id: NotificationId,
    pub person: ActorId,
    pub notice: Notice,
    /// `None`: the person has not seen it.
    pub read_at: Option<Timestamp>,
}
