use crate::api::Failure;
use crate::ssr::back::Form;
use crate::ssr::{self, back};
use leptos::prelude::*;

/// Where the form is sent.
pub const BLAME: &str = "/fn/health/blame";

/// Notes that a change was the cause, or takes that back.
#[server(prefix = "/fn", endpoint = "health/blame")]
pub async fn blame_change(
    change: String,
    blamed: bool,
    service: String,
    stage: String,
    region: String,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let page = crate::health::links::address([&service, &stage, &region]);
    let done = portal.blame_change(&actor, &change, blamed).await;
    let form = Form { about: change, typed: String::new(), page: page.clone() };
    back::go(&portal, &actor, done.map(|_| page), form).await
}
