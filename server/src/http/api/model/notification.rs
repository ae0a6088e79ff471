use super::{Permission, Time, words};
use domain::notification::{DeliveryState, Means, NoticeKind, message};
use domain::notification::{Notification, Preferences, Way};
use domain::template::Lang;
use domain::view::{ChannelInput, ChannelMade, ChannelView, DeliveryView, PreferenceInput};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// Something that the caller was told.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationItem {
    #[schema(example = "ntf_01926f3a7c1f7d0e8a55b7e1c0d4f2aa")]
    pub id: String,
    #[schema(schema_with = words::notice_kind)]
    pub kind: NoticeKind,
    #[schema(schema_with = words::notice_severity)]
    pub severity: &'static str,
    #[schema(example = "Approval wanted: checkout 1.8.2")]
    pub title: String,
    pub lines: Vec<String>,
    /// The path that shows it; for decisions the decision itself.
    #[schema(example = "/rollouts/rol_01926f3a7c1f7d0e8a55b7e1c0d4f2aa#decision")]
    pub path: String,
    pub team: Option<String>,
    pub at: Time,
    /// Null: not seen yet.
    pub read_at: Option<Time>,
}

/// How much the caller has not seen.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnreadAnswer {
    pub unread: u32,
}

/// Which notification was seen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"id": "ntf_01926f3a7c1f7d0e8a55b7e1c0d4f2aa"}))]
pub struct ReadBody {
    /// Left out: all of them.
    pub id: Option<String>,
}

/// What somebody wants to hear of, and how.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "mina@example.com", "lang": "ko", "choices": {"rollout-succeeded": ["portal", "email"]}}))]
pub struct NotificationPreferences {
    /// Null: no mail.
    pub email: Option<String>,
    #[serde(default)]
    #[schema(schema_with = words::lang)]
    pub lang: Lang,
    /// Kind → `portal`, `email`. Kinds that are left out keep what holds.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    pub choices: BTreeMap<NoticeKind, BTreeSet<Way>>,
}

/// Where a team hears of things. What opens a door is never told.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelItem {
    pub id: String,
    pub team: String,
    pub label: String,
    #[schema(schema_with = words::means)]
    pub means: Means,
    /// Mail addresses, or the host that is called.
    pub target: String,
    #[schema(schema_with = words::lang)]
    pub lang: Lang,
    /// Empty: everything.
    #[schema(value_type = Vec<String>)]
    pub kinds: BTreeSet<NoticeKind>,
    pub may_manage: Permission,
}

/// A channel to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"team": "streaming", "label": "#streaming-deploys", "means": "slack",
    "target": "https://hooks.slack.com/services/…", "kinds": ["approval-wanted", "rollout-halted"]}))]
pub struct NewChannel {
    pub team: String,
    pub label: String,
    #[schema(schema_with = words::means)]
    pub means: Means,
    /// Mail addresses with commas between them, or a web address.
    pub target: String,
    /// Of a signed webhook: `whsec_…`; one is made when it is left out.
    pub secret: Option<String>,
    #[serde(default)]
    #[schema(schema_with = words::lang)]
    pub lang: Lang,
    /// Left out: everything.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub kinds: BTreeSet<NoticeKind>,
}

/// A channel that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelMadeAnswer {
    pub id: String,
    /// Told this once: what receivers of a signed webhook verify with.
    pub secret: Option<String>,
}

/// A test message that was sent off.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestSent {
    /// Of its delivery.
    pub id: String,
}

/// A notice on its way out.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryItem {
    pub id: String,
    #[schema(schema_with = words::notice_kind)]
    pub kind: NoticeKind,
    pub title: String,
    /// A person or a channel.
    pub to: String,
    #[schema(schema_with = words::means)]
    pub means: Means,
    pub team: Option<String>,
    #[schema(schema_with = words::delivery_state)]
    pub state: &'static str,
    /// Why the last try did not work.
    pub problem: Option<String>,
    pub tries: u32,
    pub next_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub may_resend: Permission,
}

impl From<Notification> for NotificationItem {
    fn from(one: Notification) -> Self {
        let words = message(&one.notice, Lang::En);
        NotificationItem {
            id: one.id.0,
            kind: one.notice.news.kind,
            severity: one.notice.news.kind.severity().as_str(),
            title: words.title,
            lines: words.lines,
            path: one.notice.path(),
            team: one.notice.news.team.as_ref().map(ToString::to_string),
            at: one.notice.at.into(),
            read_at: one.read_at.map(Time::from),
        }
    }
}

impl From<Preferences> for NotificationPreferences {
    fn from(preferences: Preferences) -> Self {
        let chosen =
            |kind: NoticeKind| Way::ALL.into_iter().filter(|way| preferences.wants(kind, *way)).collect();
        NotificationPreferences {
            choices: NoticeKind::ALL.into_iter().map(|kind| (kind, chosen(kind))).collect(),
            email: preferences.email,
            lang: preferences.lang,
        }
    }
}

impl From<NotificationPreferences> for PreferenceInput {
    fn from(body: NotificationPreferences) -> Self {
        PreferenceInput { email: body.email, lang: body.lang, choices: body.choices }
    }
}

impl From<ChannelView> for ChannelItem {
    fn from(view: ChannelView) -> Self {
        ChannelItem {
            id: view.id.0,
            team: view.team.to_string(),
            label: view.label,
            means: view.means,
            target: view.target,
            lang: view.lang,
            kinds: view.kinds,
            may_manage: view.may_manage.into(),
        }
    }
}

impl From<NewChannel> for ChannelInput {
    fn from(body: NewChannel) -> Self {
        ChannelInput {
            team: body.team,
            label: body.label,
            means: body.means,
            target: body.target,
            secret: body.secret,
            lang: body.lang,
            kinds: body.kinds,
        }
    }
}

impl From<ChannelMade> for ChannelMadeAnswer {
    fn from(made: ChannelMade) -> Self {
        ChannelMadeAnswer { id: made.id.0, secret: made.secret }
    }
}

impl From<DeliveryView> for DeliveryItem {
    fn from(view: DeliveryView) -> Self {
        let delivery = view.delivery;
        let (problem, next_at) = match &delivery.state {
            DeliveryState::Waiting { next_at, problem } => (problem.clone(), Some(*next_at)),
            DeliveryState::Failed { reason, .. } => (Some(reason.clone()), None),
            DeliveryState::Sent { .. } => (None, None),
        };
        DeliveryItem {
            id: delivery.id.0,
            kind: delivery.notice.news.kind,
            title: message(&delivery.notice, Lang::En).title,
            to: delivery.to.name().to_owned(),
            means: delivery.means,
            team: delivery.team.map(|team| team.to_string()),
            state: delivery.state.as_str(),
            problem,
            tries: delivery.tries,
            next_at: next_at.map(Time::from),
            created_at: delivery.created_at.into(),
            updated_at: delivery.updated_at.into(),
            may_resend: view.resend.into(),
        }
    }
}
