use super::super::controls::{Typed, form_key, meant};
use super::super::links::{run_page, start_page};
use crate::api::Failure;
use crate::ssr::back::Form;
use crate::ssr::{self, back};
use domain::view::LaunchInput;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Where the form is sent.
pub const LAUNCH: &str = "/fn/pipelines/launch";

/// Starts a workflow and leads to its run.
#[server(prefix = "/fn", endpoint = "pipelines/launch")]
pub async fn launch_workflow(
    repository: String,
    file: String,
    #[server(default)] inputs: BTreeMap<String, String>,
    #[server(default)] boxes: Vec<String>,
    #[server(default)] reference: String,
    #[server(default)] reason: String,
    /// Of the page that the form stood on.
    #[server(default)]
    key: String,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let inputs = meant(inputs, boxes);
    let typed = Typed { inputs: inputs.clone(), reference: reference.clone(), reason: reason.clone() };
    let form = Form {
        about: format!("{repository}/{file}"),
        typed: typed.text(),
        page: start_page(&repository, &file),
    };
    let input = LaunchInput { inputs, reference: Some(reference), reason: Some(reason) };
    let key = form_key(&key, &input);
    let done = portal.launch(&actor, (&repository, &file), input, key.as_deref()).await;
    back::go(&portal, &actor, done.map(|launch| run_page(&repository, launch.id.as_str())), form).await
}
