use super::{Means, Notice};
use crate::Timestamp;
use crate::ids::{ActorId, ChannelId, DeliveryId};
use crate::names::TeamName;
use crate::permission::Reason;
use serde::{Deserialize, Serialize};

/// So many tries, then it has failed: about three hours.
const MOST_TRIES: u32 = 9;
const FIRST_PAUSE_MILLIS: i64 = 5_000;
const LONGEST_PAUSE_MILLIS: i64 = 3_600_000;
/// A receiver may ask for more patience, but not for longer.
const MOST_PATIENCE_MILLIS: i64 = 6 * 3_600_000;

/// Who is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Recipient {
    Person { id: ActorId, name: String },
    Channel { id: ChannelId, label: String },
}

/// One notice on its way to one recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub id: DeliveryId,
    pub notice: Notice,
    pub to: Recipient,
    pub means: Means,
    /// Whose channel it goes through.
    pub team: Option<TeamName>,
    pub state: DeliveryState,
    /// Since it was last asked for.
    pub tries: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum DeliveryState {
    /// Tried at that time; `problem` says why the last try did not work.
    Waiting {
        next_at: Timestamp,
        problem: Option<String>,
    },
    Sent {
        at: Timestamp,
    },
    /// Given up; somebody may have it sent again.
    Failed {
        at: Timestamp,
        reason: String,
    },
}

/// Why a try did not work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct SendFailure {
    pub reason: String,
    /// Trying again may help.
    pub passing: bool,
    /// The receiver asks not to be called again sooner.
    pub retry_after_millis: Option<i64>,
}

impl SendFailure {
    pub fn passing(reason: impl Into<String>) -> Self {
        SendFailure { reason: reason.into(), passing: true, retry_after_millis: None }
    }

    pub fn lasting(reason: impl Into<String>) -> Self {
        SendFailure { reason: reason.into(), passing: false, retry_after_millis: None }
    }
}

impl Recipient {
    /// Tells it from every other one.
    pub fn key(&self) -> &str {
        match self {
            Recipient::Person { id, .. } => id.as_str(),
            Recipient::Channel { id, .. } => id.as_str(),
        }
    }

    pub fn name(&self) -> &str {
        match self {
            Recipient::Person { name, .. } => name,
            Recipient::Channel { label, .. } => label,
        }
    }
}

impl DeliveryState {
    pub fn as_str(&self) -> &'static str {
        match self {
            DeliveryState::Waiting { .. } => "waiting",
            DeliveryState::Sent { .. } => "sent",
            DeliveryState::Failed { .. } => "failed",
        }
    }
}

impl Delivery {
    /// The delivery after a try. `dice` spreads the next one, so that receivers that come back are not run over.
    #[must_use]
    pub fn tried(&self, outcome: Result<(), SendFailure>, now: Timestamp, dice: u32) -> Self {
        let tries = self.tries + 1;
        let state = match outcome {
            Ok(()) => DeliveryState::Sent { at: now },
            Err(failure) if !failure.passing || tries >= MOST_TRIES => {
                DeliveryState::Failed { at: now, reason: failure.reason }
            }
            Err(failure) => {
                let asked = failure.retry_after_millis.unwrap_or(0).clamp(0, MOST_PATIENCE_MILLIS);
                let next_at = now.plus_millis(pause(tries, dice).max(asked));
                DeliveryState::Waiting { next_at, problem: Some(failure.reason) }
            }
        };
        Delivery { state, tries, updated_at: now, ..self.clone() }
    }

    /// Has it tried anew, at once.
    ///
    /// # Errors
    /// When it is on its way already.
    pub fn again(&self, now: Timestamp) -> Result<Self, Reason> {
        match &self.state {
            DeliveryState::Waiting { .. } => Err(Reason::AlreadySo),
            DeliveryState::Sent { .. } | DeliveryState::Failed { .. } => {
                let state = DeliveryState::Waiting { next_at: now, problem: None };
                Ok(Delivery { state, tries: 0, updated_at: now, ..self.clone() })
            }
        }
    }
}

/// Four times as long after each try, give or take a fifth.
fn pause(tries: u32, dice: u32) -> i64 {
    let longer = FIRST_PAUSE_MILLIS.saturating_mul(1 << (2 * tries.saturating_sub(1)).min(30));
    let pause = longer.min(LONGEST_PAUSE_MILLIS);
    pause * 4 / 5 + pause * 2 / 5 * i64::from(dice % 1000) / 1000
}
