use super::Allowed;
use crate::ids::ChannelId;
use crate::names::TeamName;
use crate::notification::{Delivery, Means, NoticeKind, Preferences, TeamChannel};
use crate::template::Lang;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What somebody is told, and where their teams are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreferenceBoard {
    pub preferences: Preferences,
    /// Whether the portal can send mail at all.
    pub sends_mail: bool,
    /// Teams whose channels the reader may see; those they manage come with a yes.
    pub teams: Vec<(TeamName, Allowed)>,
    pub channels: Vec<ChannelView>,
}

/// What somebody chooses. Kinds that are left out keep what holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreferenceInput {
    /// Blank: no mail.
    pub email: Option<String>,
    pub lang: Lang,
    /// Kind → `portal`, `email`.
    pub choices: BTreeMap<NoticeKind, BTreeSet<crate::notification::Way>>,
}

/// A team's channel without what opens a door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelView {
    pub id: ChannelId,
    pub team: TeamName,
    pub label: String,
    pub means: Means,
    /// Mail addresses, or the host that is called.
    pub target: String,
    pub lang: Lang,
    /// Empty: everything.
    pub kinds: BTreeSet<NoticeKind>,
    pub may_manage: Allowed,
}

/// A channel to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelInput {
    pub team: String,
    pub label: String,
    pub means: Means,
    /// Mail addresses with commas between them, or a web address.
    pub target: String,
    /// Of a signed webhook: `whsec_…`; one is made when it is blank.
    pub secret: Option<String>,
    pub lang: Lang,
    pub kinds: BTreeSet<NoticeKind>,
}

/// A channel that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelMade {
    pub id: ChannelId,
    /// Told once: what receivers of a signed webhook verify with.
    pub secret: Option<String>,
}

/// A notice on its way out, and whether the reader may have it sent again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryView {
    pub delivery: Delivery,
    pub resend: Allowed,
}

impl ChannelView {
    pub fn of(channel: TeamChannel, may_manage: Allowed) -> Self {
        ChannelView {
            means: channel.target.means(),
            target: channel.target.shown(),
            id: channel.id,
            team: channel.team,
            label: channel.label,
            lang: channel.lang,
            kinds: channel.kinds,
            may_manage,
        }
    }
}
