use super::{Time, words};
use domain::people::{Actor, Role};
use domain::view::{AccountSource, GithubAccountView, NewToken, TokenView};
use serde::{Deserialize, Serialize};
use services::ports::TokenScope;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Array, ArrayBuilder, ObjectBuilder, OneOfBuilder, Type};

/// Who the caller is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    #[schema(example = "usr_developer")]
    pub id: String,
    pub login: String,
    #[schema(example = "Dana Kim")]
    pub name: String,
    /// The first one names the person's own team.
    pub memberships: Vec<Membership>,
}

/// One role in one team.
#[derive(Debug, Serialize, ToSchema)]
pub struct Membership {
    /// Null: platform-wide.
    #[schema(example = "streaming")]
    pub team: Option<String>,
    #[schema(schema_with = words::role)]
    pub role: Role,
}

/// A personal access token; never the token itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct Token {
    pub id: String,
    pub label: String,
    #[schema(example = json!(["read", "write"]))]
    pub scopes: Vec<String>,
    pub created_at: Time,
    /// Null: never.
    pub expires_at: Option<Time>,
    pub revoked_at: Option<Time>,
}

/// A new token, told once.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedToken {
    #[serde(flatten)]
    pub token: Token,
    /// Keep it now: it is not shown again.
    pub secret: String,
}

/// What a new token shall be good for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(
    json!({"label": "Nightly report", "scopes": ["read"], "valid_days": 90}),
    json!({"label": "Probes in the office", "scopes": ["measure:office"]}),
))]
pub struct NewTokenBody {
    #[schema(min_length = 1, max_length = 80)]
    pub label: String,
    /// Only scopes that the caller's own proof has. `measure:LOCATION` stands alone.
    #[schema(schema_with = scopes)]
    pub scopes: Vec<TokenScope>,
    /// Null: until it is revoked.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3650)]
    pub valid_days: Option<u32>,
}

/// An account on GitHub; never its token.
#[derive(Debug, Serialize, ToSchema)]
pub struct GithubAccountItem {
    #[schema(example = "jiwoo-lee")]
    pub login: String,
    /// As far as GitHub tells: tokens with finer rights have none.
    #[schema(example = json!(["repo"]))]
    pub scopes: Vec<String>,
    /// `sign_in`: the caller signed in with it; `token`: they gave a token.
    #[schema(example = "token")]
    pub source: &'static str,
    /// When the token was given.
    pub kept_at: Option<Time>,
}

/// A token of the caller's own account on GitHub.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "github_pat_…"}))]
pub struct GithubTokenBody {
    #[schema(min_length = 1, max_length = 255)]
    pub token: String,
}

fn scopes() -> Array {
    let of_location = ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some("^measure:[a-z][a-z0-9-]*$"))
        .description(Some("Speak for this probe location, and nothing else"));
    let scope = OneOfBuilder::new().item(words::scope()).item(of_location);
    ArrayBuilder::new().items(scope).build()
}

impl From<Actor> for Me {
    fn from(actor: Actor) -> Self {
        let memberships = actor.memberships.into_iter();
        Me {
            id: actor.id.0,
            login: actor.login,
            name: actor.name,
            memberships: memberships
                .map(|m| Membership { team: m.team.map(String::from), role: m.role })
                .collect(),
        }
    }
}

impl From<TokenView> for Token {
    fn from(token: TokenView) -> Self {
        Token {
            id: token.id.0,
            label: token.label,
            scopes: token.scopes,
            created_at: token.created_at.into(),
            expires_at: token.expires_at.map(Time),
            revoked_at: token.revoked_at.map(Time),
        }
    }
}

impl From<NewToken> for CreatedToken {
    fn from(new: NewToken) -> Self {
        CreatedToken { token: new.token.into(), secret: new.secret }
    }
}

impl From<GithubAccountView> for GithubAccountItem {
    fn from(account: GithubAccountView) -> Self {
        let (source, kept_at) = match account.source {
            AccountSource::SignIn => ("sign_in", None),
            AccountSource::Token { kept_at } => ("token", Some(kept_at.into())),
        };
        GithubAccountItem { login: account.login, scopes: account.scopes, source, kept_at }
    }
}
