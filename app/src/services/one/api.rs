use crate::api::Failure;
use crate::services::address;
use crate::ssr::back::Form;
use crate::ssr::{self, back};
use leptos::prelude::*;

/// Where the form is sent.
pub const REFRESH: &str = "/fn/services/refresh";

/// Has its repository read again, and leads back to its page, which tells when that is done.
#[server(prefix = "/fn", endpoint = "services/refresh")]
pub async fn refresh_service(name: String) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let done = portal.refresh_service(&actor, &name).await;
    let done = done.map(|view| {
        let version = view.source.map_or(0, |source| source.version);
        format!("{}?reading={version}", address(&name))
    });
    let form = Form { about: name.clone(), typed: String::new(), page: address(&name) };
    back::go(&portal, &actor, done, form).await
}
