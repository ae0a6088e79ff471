use crate::api::Failure;
use leptos::prelude::*;

/// Where the forms are sent.
pub const CREATE: &str = "/fn/tokens/create";
pub const REVOKE: &str = "/fn/tokens/revoke";
pub const KEEP_ACCOUNT: &str = "/fn/github-account/keep";
pub const FORGET_ACCOUNT: &str = "/fn/github-account/forget";
pub const SIGN_OUT_EVERYWHERE: &str = "/fn/sessions/end";

/// Makes a token and shows its secret once, on the page that the form stood on.
#[server(prefix = "/fn", endpoint = "tokens/create")]
pub async fn create_token(
    label: String,
    /// Present when the token may do it.
    #[server(default)]
    read: Option<String>,
    #[server(default)] write: Option<String>,
    #[server(default)] approve: Option<String>,
    /// Makes it this probe location's own.
    #[server(default)]
    location: String,
    /// Empty: it does not expire.
    #[server(default)]
    days: String,
) -> Result<(), Failure> {
    use domain::PortalError;
    use domain::names::LocationName;
    use services::ports::TokenScope;
    let (portal, actor) = (crate::ssr::portal()?, crate::ssr::actor()?);
    let wanted = [(read, TokenScope::Read), (write, TokenScope::Write), (approve, TokenScope::Approve)];
    let wanted = wanted.into_iter().filter_map(|(given, scope)| given.map(|_| scope));
    let of_location = match location.as_str() {
        "" => None,
        name => Some(TokenScope::Measure(LocationName::parse(name).map_err(PortalError::from)?)),
    };
    let scopes: Vec<TokenScope> = wanted.chain(of_location).collect();
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

/// Keeps a token of one's own account on GitHub.
#[server(prefix = "/fn", endpoint = "github-account/keep")]
pub async fn keep_github_account(token: String) -> Result<(), Failure> {
    let (portal, actor) = (crate::ssr::portal()?, crate::ssr::actor()?);
    portal.keep_github_account(&actor, &token).await?;
    Ok(())
}

/// Forgets it.
#[server(prefix = "/fn", endpoint = "github-account/forget")]
pub async fn forget_github_account() -> Result<(), Failure> {
    let (portal, actor) = (crate::ssr::portal()?, crate::ssr::actor()?);
    Ok(portal.forget_github_account(&actor).await?)
}

/// Ends all of one's own sessions, this one, too.
#[server(prefix = "/fn", endpoint = "sessions/end")]
pub async fn sign_out_everywhere() -> Result<(), Failure> {
    let (portal, actor) = (crate::ssr::portal()?, crate::ssr::actor()?);
    Ok(portal.sign_out_everywhere(&actor).await?)
}
