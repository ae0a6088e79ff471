use crate::api::Failure;
use crate::ssr::back::Form;
use crate::ssr::{self, back};
use crate::ui::address::encode;
use domain::ids::{ActorId, IncidentId};
use domain::view::{IncidentDeed, IncidentInput};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Where the forms are sent.
pub const OPEN: &str = "/fn/incidents/open";
pub const RESPOND: &str = "/fn/incidents/respond";
pub const PATH: &str = "/incidents";

/// Which button was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pressed {
    Acknowledge,
    Assign,
    Note,
    Resolve,
    Reopen,
}

/// Opens an incident.
#[server(prefix = "/fn", endpoint = "incidents/open")]
pub async fn open_incident(
    title: String,
    service: String,
    stage: String,
    #[server(default)] regions: Vec<String>,
    #[server(default)] page: Option<String>,
    #[server(default)] why: String,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let typed = title.clone();
    let input = IncidentInput { title, service, stage, regions, page: page.is_some(), why: Some(why) };
    let done = portal.open_incident(&actor, input).await;
    let form = Form { about: PATH.to_owned(), typed, page: PATH.to_owned() };
    back::go(&portal, &actor, done.map(|id| address(&id)), form).await
}

/// Does something with an incident.
#[server(prefix = "/fn", endpoint = "incidents/respond")]
pub async fn respond(
    id: String,
    deed: Pressed,
    #[server(default)] to: String,
    #[server(default)] text: String,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let id = IncidentId(id);
    let why = || Some(text.clone());
    let wanted = match deed {
        Pressed::Acknowledge => IncidentDeed::Acknowledge,
        Pressed::Assign => IncidentDeed::Assign { to: ActorId(to) },
        Pressed::Note => IncidentDeed::Note { text: text.clone() },
        Pressed::Resolve => IncidentDeed::Resolve { why: why() },
        Pressed::Reopen => IncidentDeed::Reopen { why: why() },
    };
    let done = portal.respond(&actor, &id, wanted).await;
    let form = Form { about: id.to_string(), typed: text, page: address(&id) };
    back::go(&portal, &actor, done.map(|()| address(&id)), form).await
}

/// The page of an incident.
pub fn address(id: &IncidentId) -> String {
    format!("{PATH}/{}", encode(id.as_str()))
}
