use crate::api::Failure;
use crate::i18n::Lang;
use crate::ssr::back::Form;
use crate::ssr::{self, back};
use domain::ids::{ChannelId, DeliveryId, NotificationId};
use domain::notification::{Means, NoticeKind, Way};
use domain::view::{ChannelInput, PreferenceInput};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Where the forms are sent.
pub const READ: &str = "/fn/notifications/read";
pub const CHOOSE: &str = "/fn/notifications/choose";
pub const CREATE: &str = "/fn/channels/create";
pub const DELETE: &str = "/fn/channels/delete";
pub const TEST: &str = "/fn/channels/test";
pub const RESEND: &str = "/fn/notices/resend";
pub const LIST: &str = "/notifications";
pub const SETTINGS: &str = "/settings/notifications";

/// Marks one as seen, or all, and leads to what it is about.
#[server(prefix = "/fn", endpoint = "notifications/read")]
pub async fn read_notifications(
    /// Blank: all of them.
    #[server(default)]
    id: String,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let only = (!id.is_empty()).then_some(NotificationId(id));
    let done = portal.read_notifications(&actor, only).await;
    back::go(&portal, &actor, done.map(|()| LIST.to_owned()), form(LIST, String::new())).await
}

/// Keeps what somebody wants to hear of.
#[server(prefix = "/fn", endpoint = "notifications/choose")]
pub async fn choose_notifications(
    #[server(default)] email: String,
    lang: Lang,
    /// `kind:way` for each box that is ticked.
    #[server(default)]
    choices: Vec<String>,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let ticked = |kind: NoticeKind, way: Way| {
        choices.iter().any(|choice| *choice == format!("{}:{}", kind.as_str(), way.as_str()))
    };
    let ways = |kind| Way::ALL.into_iter().filter(|way| ticked(kind, *way)).collect::<BTreeSet<_>>();
    let choices: BTreeMap<_, _> = NoticeKind::ALL.into_iter().map(|kind| (kind, ways(kind))).collect();
    let input = PreferenceInput { email: Some(email.clone()), lang, choices };
    let done = portal.choose_notifications(&actor, input).await;
    back::go(&portal, &actor, done.map(|_| SETTINGS.to_owned()), form(SETTINGS, email)).await
}

/// Makes a channel; a secret that was made for it is shown once.
#[server(prefix = "/fn", endpoint = "channels/create")]
pub async fn create_channel(
    team: String,
    label: String,
    means: Means,
    target: String,
    #[server(default)] secret: String,
    #[server(default)] lang: Lang,
    #[server(default)] kinds: Vec<String>,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let kinds = kinds.iter().filter_map(|kind| NoticeKind::parse(kind)).collect();
    let input = ChannelInput { team, label: label.clone(), means, target, secret: Some(secret), lang, kinds };
    let done = portal.create_channel(&actor, input).await;
    if let Ok(Some(secret)) = done.as_ref().map(|made| made.secret.as_ref()) {
        super::channels::show_once(secret);
    }
    back::go(&portal, &actor, done.map(|_| SETTINGS.to_owned()), form(SETTINGS, label)).await
}

#[server(prefix = "/fn", endpoint = "channels/delete")]
pub async fn delete_channel(id: String) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let done = portal.delete_channel(&actor, &ChannelId(id)).await;
    back::go(&portal, &actor, done.map(|()| SETTINGS.to_owned()), form(SETTINGS, String::new())).await
}

/// Sends a message through a channel.
#[server(prefix = "/fn", endpoint = "channels/test")]
pub async fn test_channel(id: String) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let done = portal.test_channel(&actor, &ChannelId(id)).await;
    let there = format!("{SETTINGS}#deliveries");
    back::go(&portal, &actor, done.map(|_| there), form(SETTINGS, String::new())).await
}

/// Sends a notice again.
#[server(prefix = "/fn", endpoint = "notices/resend")]
pub async fn resend_notice(id: String) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let done = portal.resend_notice(&actor, &DeliveryId(id)).await;
    let there = format!("{SETTINGS}#deliveries");
    back::go(&portal, &actor, done.map(|()| there), form(SETTINGS, String::new())).await
}

fn form(page: &str, typed: String) -> Form {
    Form { about: page.to_owned(), typed, page: page.to_owned() }
}
