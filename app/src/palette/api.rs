use super::Hit;
use crate::api::Failure;
use leptos::prelude::*;

/// What fits the text best; actions when there is no text yet.
#[server(prefix = "/fn", endpoint = "search", input = server_fn::codec::GetUrl)]
pub async fn search(#[server(default)] q: String) -> Result<Vec<Hit>, Failure> {
    let (portal, actor) = (crate::ssr::portal()?, crate::ssr::actor()?);
    Ok(super::find::find(&portal, &actor, &q).await?)
}
