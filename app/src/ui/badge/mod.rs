//! The one way in which the product shows a status: shape, word and colour.

use crate::i18n::{self, Lang, names};
use domain::environment::{Drift, EnvironmentStatus};
use domain::health::HealthState;
use domain::request::{RequestStatus, TargetStatus};
use domain::rollout::RolloutStatus;
use leptos::prelude::*;

/// What a status means for the reader; each has its own shape and colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// As it should be: a disc with a tick.
    Good,
    /// Something is being done: an open ring that turns.
    Busy,
    /// Somebody or something is waited for: two bars.
    Waiting,
    /// It works, but somebody should look: a triangle.
    Warning,
    /// It does not work: an octagon with a cross.
    Bad,
    /// Over without a result: a barred ring.
    Gone,
    /// Nothing is known: a dashed ring. Never looks like `Good`.
    Unknown,
}

impl Tone {
    pub const ALL: [Tone; 7] =
        [Tone::Good, Tone::Busy, Tone::Waiting, Tone::Warning, Tone::Bad, Tone::Gone, Tone::Unknown];

    /// The class that gives shape and colour.
    pub const fn class(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Busy => "busy",
            Tone::Waiting => "waiting",
            Tone::Warning => "warning",
            Tone::Bad => "bad",
            Tone::Gone => "gone",
            Tone::Unknown => "unknown",
        }
    }
}

/// A status that people see.
pub trait Shown: Copy {
    fn tone(self) -> Tone;
    fn word(self, lang: Lang) -> &'static str;
}

impl Shown for EnvironmentStatus {
    fn tone(self) -> Tone {
        match self {
            EnvironmentStatus::Requested => Tone::Waiting,
            EnvironmentStatus::Creating | EnvironmentStatus::Updating | EnvironmentStatus::Deleting => {
                Tone::Busy
            }
            EnvironmentStatus::Running => Tone::Good,
            EnvironmentStatus::Degraded => Tone::Warning,
            EnvironmentStatus::Broken => Tone::Bad,
        }
    }

    fn word(self, lang: Lang) -> &'static str {
        names::environment_status(lang, self)
    }
}

impl Shown for Drift {
    fn tone(self) -> Tone {
        match self {
            Drift::Unknown => Tone::Unknown,
            Drift::Checking => Tone::Busy,
            Drift::InSync => Tone::Good,
            Drift::Drifted => Tone::Warning,
        }
    }

    fn word(self, lang: Lang) -> &'static str {
        names::drift(lang, self)
    }
}

impl Shown for HealthState {
    fn tone(self) -> Tone {
        match self {
            HealthState::Healthy => Tone::Good,
            HealthState::NoData => Tone::Unknown,
            HealthState::Degraded => Tone::Warning,
            HealthState::Unhealthy => Tone::Bad,
        }
    }

    fn word(self, lang: Lang) -> &'static str {
        names::health_state(lang, self)
    }
}

impl Shown for RequestStatus {
    fn tone(self) -> Tone {
        match self {
            RequestStatus::Planning | RequestStatus::Applying => Tone::Busy,
            RequestStatus::AwaitingApproval
            | RequestStatus::AwaitingRollout
            | RequestStatus::ChangesRequested => Tone::Waiting,
            RequestStatus::Succeeded => Tone::Good,
            RequestStatus::PlanFailed | RequestStatus::Failed | RequestStatus::Errored => Tone::Bad,
            RequestStatus::Rejected | RequestStatus::Withdrawn | RequestStatus::Cancelled => Tone::Gone,
        }
    }

    fn word(self, lang: Lang) -> &'static str {
        names::request_status(lang, self)
    }
}

impl Shown for RolloutStatus {
    fn tone(self) -> Tone {
        match self {
            RolloutStatus::Running => Tone::Busy,
            RolloutStatus::Queued
            | RolloutStatus::AwaitingApproval
            | RolloutStatus::ChangesRequested
            | RolloutStatus::Waiting => Tone::Waiting,
            // It goes on only when somebody says so.
            RolloutStatus::Paused => Tone::Warning,
            RolloutStatus::Succeeded => Tone::Good,
            RolloutStatus::Failed | RolloutStatus::Errored => Tone::Bad,
            RolloutStatus::Rejected | RolloutStatus::Aborted => Tone::Gone,
        }
    }

    fn word(self, lang: Lang) -> &'static str {
        names::rollout_status(lang, self)
    }
}

impl Shown for TargetStatus {
    fn tone(self) -> Tone {
        match self {
            TargetStatus::Planning
            | TargetStatus::Applying
            | TargetStatus::Cancelling
            | TargetStatus::Discarding => Tone::Busy,
            TargetStatus::Planned | TargetStatus::AwaitingApproval => Tone::Waiting,
            TargetStatus::Succeeded | TargetStatus::Unchanged => Tone::Good,
            TargetStatus::PlanFailed | TargetStatus::Failed | TargetStatus::Errored => Tone::Bad,
            TargetStatus::Cancelled => Tone::Gone,
        }
    }

    fn word(self, lang: Lang) -> &'static str {
        names::target_status(lang, self)
    }
}

/// A status as shape, word and colour.
#[component]
pub fn StatusBadge<S: Shown + 'static>(status: S) -> impl IntoView {
    view! { <ToneBadge tone=status.tone() word=status.word(i18n::lang())/> }
}

/// The same for a word that is no status of its own.
#[component]
pub fn ToneBadge(tone: Tone, #[prop(into)] word: String) -> impl IntoView {
    view! {
        <span class=format!("badge {}", tone.class())>
            <i class=format!("glyph {}", tone.class()) aria-hidden="true"></i>
            {word}
        </span>
    }
}
