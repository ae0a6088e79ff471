use super::Happening;
use crate::api::Failure;
use domain::approval::Decision;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Where the forms are sent.
pub const DECIDE: &str = "/fn/requests/decide";
pub const CANCEL: &str = "/fn/requests/cancel";
pub const WITHDRAW: &str = "/fn/requests/withdraw";
pub const RETRY: &str = "/fn/requests/retry";

/// The page that a form stands on, and comes back to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoodOn {
    #[default]
    Request,
    Inbox,
}

impl StoodOn {
    /// As forms send it.
    pub fn as_str(self) -> &'static str {
        match self {
            StoodOn::Request => "request",
            StoodOn::Inbox => "inbox",
        }
    }
}

/// Records an answer to what the person saw.
#[server(prefix = "/fn", endpoint = "requests/decide")]
pub async fn decide(
    id: String,
    decision: Decision,
    digest: String,
    #[server(default)] comment: String,
    #[server(default)] from: StoodOn,
) -> Result<(), Failure> {
    let (portal, actor) = (crate::ssr::portal()?, crate::ssr::actor()?);
    let input = domain::view::DecisionInput { decision, digest, comment: Some(comment.clone()) };
    let done = portal.decide(&actor, &domain::ids::RequestId(id.clone()), input).await;
    super::back::go(&portal, &actor, done, super::back::Form { id, typed: comment, from }).await
}

/// Stops a request, whatever it is doing.
#[server(prefix = "/fn", endpoint = "requests/cancel")]
pub async fn cancel(id: String, #[server(default)] why: String) -> Result<(), Failure> {
    let (portal, actor) = (crate::ssr::portal()?, crate::ssr::actor()?);
    let done = portal.cancel(&actor, &domain::ids::RequestId(id.clone()), Some(why.clone())).await;
    super::back::go(&portal, &actor, done, super::back::Form::on_request(id, why)).await
}

/// Takes a request back while nothing is applied.
#[server(prefix = "/fn", endpoint = "requests/withdraw")]
pub async fn withdraw(id: String, #[server(default)] why: String) -> Result<(), Failure> {
    let (portal, actor) = (crate::ssr::portal()?, crate::ssr::actor()?);
    let done = portal.withdraw(&actor, &domain::ids::RequestId(id.clone()), Some(why.clone())).await;
    super::back::go(&portal, &actor, done, super::back::Form::on_request(id, why)).await
}

/// Plans and applies again what failed.
#[server(prefix = "/fn", endpoint = "requests/retry")]
pub async fn retry(id: String) -> Result<(), Failure> {
    let (portal, actor) = (crate::ssr::portal()?, crate::ssr::actor()?);
    let done = portal.retry(&actor, &domain::ids::RequestId(id.clone())).await;
    super::back::go(&portal, &actor, done, super::back::Form::on_request(id, String::new())).await
}

/// Resource events in the order in which they came in, after the place given; at most [`AT_ONCE`].
#[server(prefix = "/fn", endpoint = "requests/events", input = server_fn::codec::GetUrl)]
pub async fn events(id: String, #[server(default)] after: i64) -> Result<Vec<Happening>, Failure> {
    let (portal, actor) = (crate::ssr::portal()?, crate::ssr::actor()?);
    let found = portal.request_events(&actor, &domain::ids::RequestId(id), after, AT_ONCE).await?;
    Ok(found.into_iter().map(Happening::from).collect())
}

/// Events handed over in one go.
pub const AT_ONCE: u32 = 500;
