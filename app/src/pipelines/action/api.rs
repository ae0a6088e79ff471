use super::super::controls::{Typed, form_key, meant};
use super::super::links::{action_page, run_page};
use crate::api::Failure;
use crate::ssr::back::Form;
use crate::ssr::{self, back};
use domain::view::ActionInput;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where the form is sent.
pub const ACT: &str = "/fn/actions/do";

/// Where it is done.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    pub stage: String,
    /// Empty where the workflow takes none.
    pub region: String,
}

/// Does a guarded action and leads to its run.
#[server(prefix = "/fn", endpoint = "actions/do")]
pub async fn do_action(
    service: String,
    action: String,
    place: Place,
    #[server(default)] inputs: BTreeMap<String, String>,
    #[server(default)] boxes: Vec<String>,
    #[server(default)] reason: String,
    /// Of the page that the form stood on.
    #[server(default)]
    key: String,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let inputs = meant(inputs, boxes);
    let typed = Typed { inputs: inputs.clone(), reason: reason.clone(), ..Typed::default() };
    let form = Form {
        about: format!("{service}/{action}"),
        typed: typed.text(),
        page: action_page(&service, &action, &place.stage, &place.region),
    };
    let input = ActionInput { stage: place.stage, region: place.region, inputs, reason };
    let key = form_key(&key, &input);
    let done = portal.act(&actor, (&service, &action), input, key.as_deref()).await;
    let there = |launch: domain::pipeline::Launch| run_page(&launch.workflow.repository, launch.id.as_str());
    back::go(&portal, &actor, done.map(there), form).await
}
