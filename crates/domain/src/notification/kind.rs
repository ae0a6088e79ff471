use serde::{Deserialize, Serialize};

/// What a notification is about. To add one: give it a variant, a place in `ALL`, its severity, its words
/// (`words.rs`) and its audience (`audience.rs`); everything else follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// Somebody's yes is missing.
    ApprovalWanted,
    /// Somebody answered.
    Decided,
    /// A decision or a shut gate has kept something waiting for long.
    WaitingTooLong,
    /// The plans of a request are there.
    RequestPlanned,
    RequestSucceeded,
    RequestFailed,
    RolloutSucceeded,
    /// A region failed, and nothing goes on by itself.
    RolloutHalted,
    /// Regions are taken back to the release before.
    RolledBack,
    /// Somebody on call went ahead alone.
    GlassBroken,
    /// Somebody else has to look at what was done alone.
    ReviewDue,
    FreezeAdded,
    /// Somebody wants a rollout to go through a freeze window; it takes a second person.
    OverrideWanted,
    FreezeOverridden,
    /// Something is wrong with a service.
    IncidentOpened,
    /// Whoever is on call has to look.
    OnCallWanted,
    /// Somebody was given an incident.
    IncidentAssigned,
    IncidentResolved,
    /// Somebody wants to see whether a channel works. Nobody chooses it.
    Test,
}

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Good,
    Info,
    /// Somebody has to do something.
    Action,
    Bad,
}

/// The ways out of the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    Email,
    /// Whatever takes Slack's incoming webhooks.
    Slack,
    /// A signed webhook.
    Webhook,
}

impl NoticeKind {
    /// What people can choose.
    pub const ALL: [NoticeKind; 18] = [
        NoticeKind::ApprovalWanted,
        NoticeKind::Decided,
        NoticeKind::WaitingTooLong,
        NoticeKind::RequestPlanned,
        NoticeKind::RequestSucceeded,
        NoticeKind::RequestFailed,
        NoticeKind::RolloutSucceeded,
        NoticeKind::RolloutHalted,
        NoticeKind::RolledBack,
        NoticeKind::GlassBroken,
        NoticeKind::ReviewDue,
        NoticeKind::FreezeAdded,
        NoticeKind::OverrideWanted,
        NoticeKind::FreezeOverridden,
        NoticeKind::IncidentOpened,
        NoticeKind::OnCallWanted,
        NoticeKind::IncidentAssigned,
        NoticeKind::IncidentResolved,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            NoticeKind::ApprovalWanted => "approval-wanted",
            NoticeKind::Decided => "decided",
            NoticeKind::WaitingTooLong => "waiting-too-long",
            NoticeKind::RequestPlanned => "request-planned",
            NoticeKind::RequestSucceeded => "request-succeeded",
            NoticeKind::RequestFailed => "request-failed",
            NoticeKind::RolloutSucceeded => "rollout-succeeded",
            NoticeKind::RolloutHalted => "rollout-halted",
            NoticeKind::RolledBack => "rolled-back",
            NoticeKind::GlassBroken => "glass-broken",
            NoticeKind::ReviewDue => "review-due",
            NoticeKind::FreezeAdded => "freeze-added",
            NoticeKind::OverrideWanted => "override-wanted",
            NoticeKind::FreezeOverridden => "freeze-overridden",
            NoticeKind::IncidentOpened => "incident-opened",
            NoticeKind::OnCallWanted => "on-call-wanted",
            NoticeKind::IncidentAssigned => "incident-assigned",
            NoticeKind::IncidentResolved => "incident-resolved",
            NoticeKind::Test => "test",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    pub fn severity(self) -> Severity {
        use NoticeKind as K;
        match self {
            K::RequestSucceeded | K::RolloutSucceeded | K::IncidentResolved => Severity::Good,
            K::Decided | K::RequestPlanned | K::FreezeAdded | K::Test => Severity::Info,
            K::ApprovalWanted
            | K::WaitingTooLong
            | K::ReviewDue
            | K::OverrideWanted
            | K::OnCallWanted
            | K::IncidentAssigned => Severity::Action,
            K::RequestFailed
            | K::RolloutHalted
            | K::RolledBack
            | K::GlassBroken
            | K::FreezeOverridden
            | K::IncidentOpened => Severity::Bad,
        }
    }

    /// Whether its link leads to a decision.
    pub fn wants_decision(self) -> bool {
        matches!(
            self,
            NoticeKind::ApprovalWanted
                | NoticeKind::WaitingTooLong
                | NoticeKind::ReviewDue
                | NoticeKind::OverrideWanted
        )
    }
}

impl Severity {
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Good => "good",
            Severity::Info => "info",
            Severity::Action => "action",
            Severity::Bad => "bad",
        }
    }
}

impl Means {
    pub const ALL: [Means; 3] = [Means::Email, Means::Slack, Means::Webhook];

    pub fn as_str(self) -> &'static str {
        match self {
            Means::Email => "email",
            Means::Slack => "slack",
            Means::Webhook => "webhook",
        }
    }
}
