use super::NoticeKind;
use crate::Timestamp;
use crate::approval::Decision;
use crate::ids::{ActorId, ChannelId, FreezeId, IncidentId, NoticeId, RequestId, RolloutId};
use crate::names::TeamName;
use crate::rules::ApprovalRule;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The thing that a link leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "kebab-case")]
pub enum About {
    Request(RequestId),
    Rollout(RolloutId),
    Freeze(FreezeId),
    Channel(ChannelId),
    Incident(IncidentId),
}

/// A person in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    pub id: ActorId,
    pub name: String,
}

/// Something worth telling, as a step makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    pub kind: NoticeKind,
    pub about: About,
    /// The owners; `None`: it is everybody's business.
    pub team: Option<TeamName>,
    /// What people call it: `checkout 1.8.2`.
    pub subject: String,
    /// Whether that is a rollback, which wants other words than what goes forward.
    #[serde(default)]
    pub rollback: bool,
    /// Where: `prod · ap-northeast-2, eu-west-3`. May be empty.
    #[serde(default)]
    pub place: String,
    /// Whose content it is; nobody among them decides on it.
    #[serde(default)]
    pub authors: BTreeSet<ActorId>,
    /// Who is meant by name, whatever their roles.
    #[serde(default)]
    pub to: BTreeSet<ActorId>,
    /// Who may decide, where a decision is wanted.
    #[serde(default)]
    pub rules: Vec<ApprovalRule>,
    #[serde(default)]
    pub decision: Option<Decision>,
    /// Who did it; `None`: the portal.
    #[serde(default)]
    pub by: Option<Who>,
    /// The reason or comment, or what went wrong.
    #[serde(default)]
    pub why: Option<String>,
}

/// News with its name and its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub id: NoticeId,
    pub at: Timestamp,
    #[serde(flatten)]
    pub news: News,
}

impl About {
    /// The id as text.
    pub fn id(&self) -> &str {
        match self {
            About::Request(id) => id.as_str(),
            About::Rollout(id) => id.as_str(),
            About::Freeze(id) => id.as_str(),
            About::Channel(id) => id.as_str(),
            About::Incident(id) => id.as_str(),
        }
    }
}

impl Notice {
    /// The path that shows it; for decisions the decision itself in the inbox.
    pub fn path(&self) -> String {
        let decides = self.news.kind.wants_decision();
        match &self.news.about {
            About::Request(id) if decides => format!("/approvals?request={id}"),
            About::Request(id) => format!("/requests/{id}"),
            About::Rollout(id) => match self.news.kind {
                NoticeKind::ApprovalWanted | NoticeKind::WaitingTooLong => format!("/rollouts/{id}#decision"),
                NoticeKind::ReviewDue | NoticeKind::OverrideWanted => format!("/rollouts/{id}#exceptions"),
                _ => format!("/rollouts/{id}"),
            },
            About::Freeze(_) => "/freezes".to_owned(),
            About::Channel(_) => "/settings/notifications".to_owned(),
            About::Incident(id) => format!("/incidents/{id}"),
        }
    }
}
