use crate::api::Failure;
use leptos::prelude::*;

/// Where the forms are sent.
pub const CREATE: &str = "/fn/tokens/create";
pub const REVOKE: &str = "/fn/tokens/revoke";

/// Makes a token and shows its secret once, on the page that the form stood on.
#[server(prefix = "/fn", endpoint = "tokens/create")]
pub async fn create_token(
    label: String,
    /// Present when the token may do it.
    #[server(default)]
    read: Option<String>,
    #[server(default)] write: Option<String>,
    #[server(default)] approve: Option<String>,
    /// Empty: it does not expire.
    #[server(default)]
    days: String,
) -> Result<(), Failure> {
    use services::ports::TokenScope;
    let (portal, actor) = (crate::ssr::portal()?, crate::ssr::actor()?);
    let wanted = [(read, TokenScope::Read), (write, TokenScope::Write), (approve, TokenScope::Approve)];
    let scopes: Vec<TokenScope> =
        wanted.into_iter().filter_map(|(given, scope)| given.map(|_| scope)).collect();
    let made = portal.create_token(&actor, label.trim(), &scopes, days.parse().ok()).await?;
    super::page::show_once(&made.secret);
    Ok(())
}

/// Ends a token of one's own at once.
#[server(prefix = "/fn", endpoint = "tokens/revoke")]
pub async fn revoke_token(id: String) -> Result<(), Failure> {
    let (portal, actor) = (crate::ssr::portal()?, crate::ssr::actor()?);
    Ok(portal.revoke_token(&actor, &domain::ids::TokenId(id)).await?)
}
