use crate::api::Failure;
#[cfg(feature = "ssr")]
use crate::health::links::{BOARD, address};
use crate::ssr::back::Form;
use crate::ssr::{self, back};
use leptos::prelude::*;

/// Where the form is sent.
pub const BLAME: &str = "/fn/health/blame";

/// Notes that a change was the cause, or takes that back. `page` is where it was pressed.
#[server(prefix = "/fn", endpoint = "health/blame")]
pub async fn blame_change(
    change: String,
    blamed: bool,
    service: String,
    stage: String,
    region: String,
    #[server(default)] page: String,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let page = origin(page, [&service, &stage, &region]);
    let done = portal.blame_change(&actor, &change, blamed).await;
    let form = Form { about: page.clone(), typed: String::new(), page: page.clone() };
    back::go(&portal, &actor, done.map(|_| page), form).await
}

/// Only a page that shows causes is gone back to, whatever a form says.
#[cfg(feature = "ssr")]
fn origin(page: String, place: [&str; 3]) -> String {
    let incidents = format!("{}/", crate::incidents::api::PATH);
    let boards = format!("{BOARD}?");
    let known = page == BOARD || page.starts_with(&boards) || page.starts_with(&incidents);
    if known { page } else { address(place) }
}
