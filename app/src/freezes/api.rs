#![allow(clippy::too_many_arguments, reason = "a form's function has an argument per field")]
use crate::api::Failure;
use crate::ssr::back::Form;
use crate::ssr::{self, back};
use crate::ui::address::encode;
use domain::freeze::WindowKind;
use domain::ids::FreezeId;
use domain::view::FreezeInput;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Where the forms are sent.
pub const CREATE: &str = "/fn/freezes/create";
pub const END: &str = "/fn/freezes/end";
pub const DELETE: &str = "/fn/freezes/delete";
pub const PATH: &str = "/freezes";

/// How often a window comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeats {
    Once,
    Weekly,
}

/// Makes a window.
#[server(prefix = "/fn", endpoint = "freezes/create")]
pub async fn create_freeze(
    title: String,
    repeats: Repeats,
    #[server(default)] team: String,
    #[server(default)] services: Vec<String>,
    #[server(default)] stages: Vec<String>,
    #[server(default)] regions: Vec<String>,
    #[server(default)] zone: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] from_day: String,
    #[server(default)] from_time: String,
    #[server(default)] until_day: String,
    #[server(default)] until_time: String,
    #[server(default)] why: String,
    #[server(default)] kind: WindowKind,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let (from, until) = match repeats {
        Repeats::Once => (from, until),
        Repeats::Weekly => (format!("{from_day} {from_time}"), format!("{until_day} {until_time}")),
    };
    let page = filled_in(kind, &team, [&services, &stages, &regions]);
    let input = FreezeInput {
        kind,
        title: title.clone(),
        team: Some(team),
        services,
        stages,
        regions,
        zone: Some(zone),
        from,
        until,
        why: Some(why),
    };
    let done = portal.create_freeze(&actor, input).await;
    back::go(&portal, &actor, done.map(|_| PATH.to_owned()), Form { page, ..form(title) }).await
}

/// Lets go of what a window holds.
#[server(prefix = "/fn", endpoint = "freezes/end")]
pub async fn end_freeze(id: String) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let done = portal.end_freeze(&actor, &FreezeId(id)).await;
    back::go(&portal, &actor, done.map(|()| PATH.to_owned()), form(String::new())).await
}

/// Takes a window away.
#[server(prefix = "/fn", endpoint = "freezes/delete")]
pub async fn delete_freeze(id: String) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let done = portal.delete_freeze(&actor, &FreezeId(id)).await;
    back::go(&portal, &actor, done.map(|()| PATH.to_owned()), form(String::new())).await
}

fn form(typed: String) -> Form {
    Form { about: PATH.to_owned(), typed, page: PATH.to_owned() }
}

/// The form with what was chosen, so that a refused one does not come back as something wider.
fn filled_in(kind: WindowKind, team: &str, [services, stages, regions]: [&[String]; 3]) -> String {
    let kind = match kind {
        WindowKind::Freeze => "freeze",
        WindowKind::Maintenance => "maintenance",
    };
    let first = |all: &[String]| all.first().cloned().unwrap_or_default();
    let (service, stage, region) = (first(services), first(stages), first(regions));
    address(&[("kind", kind), ("team", team), ("service", &service), ("stage", &stage), ("region", &region)])
}

/// The page with its form filled in.
pub fn address(given: &[(&str, &str)]) -> String {
    let given = given.iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    format!("{PATH}?{}", query.join("&"))
}
