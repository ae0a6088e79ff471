use super::{Means, NoticeKind};
use crate::Timestamp;
use crate::ids::{ActorId, ChannelId};
use crate::names::TeamName;
use crate::template::Lang;
use crate::values::StoredValue;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How a person hears of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// In their list in the portal.
    Portal,
    Email,
}

/// What one person wants to hear of, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// Where mail goes; without it none is sent.
    pub email: Option<String>,
    pub lang: Lang,
    /// What differs from the usual.
    #[serde(default)]
    pub choices: BTreeMap<NoticeKind, BTreeSet<Way>>,
}

/// Where a team hears of things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamChannel {
    pub id: ChannelId,
    pub team: TeamName,
    /// What people call it.
    pub label: String,
    pub target: Target,
    pub lang: Lang,
    /// Empty: everything.
    pub kinds: BTreeSet<NoticeKind>,
    pub created_by: ActorId,
    pub created_at: Timestamp,
}

/// The other end of a team's channel. Addresses that open a door by themselves are sealed, and never shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "means", rename_all = "kebab-case")]
pub enum Target {
    Email { to: Vec<String> },
    Slack { host: String, url: StoredValue },
    Webhook { host: String, url: StoredValue, secret: StoredValue },
}

impl Way {
    pub const ALL: [Way; 2] = [Way::Portal, Way::Email];

    pub fn as_str(self) -> &'static str {
        match self {
            Way::Portal => "portal",
            Way::Email => "email",
        }
    }

    /// What holds until somebody says otherwise: everything in the portal, and mail for what wants an answer or went
    /// badly.
    fn usual(self, kind: NoticeKind) -> bool {
        use super::Severity::{Action, Bad};
        self == Way::Portal || matches!(kind.severity(), Action | Bad)
    }
}

impl Preferences {
    pub fn wants(&self, kind: NoticeKind, way: Way) -> bool {
        self.choices.get(&kind).map_or_else(|| way.usual(kind), |ways| ways.contains(&way))
    }

    /// Keeps what differs from the usual.
    pub fn choose(&mut self, kind: NoticeKind, ways: BTreeSet<Way>) {
        let usual = Way::ALL.into_iter().all(|way| ways.contains(&way) == way.usual(kind));
        if usual {
            self.choices.remove(&kind);
        } else {
            self.choices.insert(kind, ways);
        }
    }
}

impl TeamChannel {
    pub fn wants(&self, kind: NoticeKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}

impl Target {
    pub fn means(&self) -> Means {
        match self {
            Target::Email { .. } => Means::Email,
            Target::Slack { .. } => Means::Slack,
            Target::Webhook { .. } => Means::Webhook,
        }
    }

    /// What may be shown of it.
    pub fn shown(&self) -> String {
        match self {
            Target::Email { to } => to.join(", "),
            Target::Slack { host, .. } | Target::Webhook { host, .. } => host.clone(),
        }
    }
}
