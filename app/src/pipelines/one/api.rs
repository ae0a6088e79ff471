use super::super::links::run_page;
use crate::api::Failure;
use crate::ssr::back::Form;
use crate::ssr::{self, back};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Where the buttons send their forms.
pub const DO: &str = "/fn/pipelines/run";

/// What a button does to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Cancel,
    RerunFailed,
}

impl Deed {
    /// As forms send it.
    pub fn as_str(self) -> &'static str {
        match self {
            Deed::Cancel => "cancel",
            Deed::RerunFailed => "rerun_failed",
        }
    }
}

/// Cancels a run, or runs its failed jobs again.
#[server(prefix = "/fn", endpoint = "pipelines/run")]
pub async fn do_to_run(
    repository: String,
    id: String,
    deed: Deed,
    #[server(default)] why: String,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let page = run_page(&repository, &id);
    let form = Form { about: format!("{repository}/{id}"), typed: why.clone(), page: page.clone() };
    let deed = match deed {
        Deed::Cancel => services::RunDeed::Cancel,
        Deed::RerunFailed => services::RunDeed::RerunFailed,
    };
    let done = portal.do_to_run(&actor, (&repository, &id), deed, Some(why)).await;
    back::go(&portal, &actor, done.map(|_| page), form).await
}
