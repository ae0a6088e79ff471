use super::error::{ConfigError, Origin};
use super::layers::{Layers, Located};
use super::secret::Secret;
use super::sections::web_address;
use domain::names::TeamName;
use domain::people::Role;
use serde::Deserialize;
use services::ports::GroupRule;

/// How people sign in outside of the sandbox.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// After so many minutes it is looked up again what somebody may do.
    pub roles_minutes: u32,
    pub github: Option<GithubSignIn>,
    pub oidc: Option<OidcSignIn>,
}

/// With GitHub, or a GitHub Enterprise Server.
#[derive(Clone, Debug)]
pub struct GithubSignIn {
    pub client_id: String,
    pub client_secret: Secret,
    /// Of the pages for people; without a slash at the end.
    pub web_url: String,
    pub rules: Vec<GroupRule>,
    /// Whether the portal may answer GitHub's reviews with the accounts of those who sign in.
    pub answer_reviews: bool,
}

/// With an OpenID Connect provider.
#[derive(Clone, Debug)]
pub struct OidcSignIn {
    pub title: String,
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Option<Secret>,
    pub scopes: Vec<String>,
    pub groups_claim: String,
    pub login_claim: String,
    pub rules: Vec<GroupRule>,
}

/// One entry of `sign_in.github.teams`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Team {
    org: String,
    /// Its slug.
    team: String,
    /// Platform-wide when missing.
    slipway_team: Option<TeamName>,
    role: Role,
}

/// One entry of `sign_in.oidc.groups`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    group: String,
    slipway_team: Option<TeamName>,
    role: Role,
}

impl From<Team> for GroupRule {
    fn from(team: Team) -> Self {
        GroupRule { group: format!("{}/{}", team.org, team.team), team: team.slipway_team, role: team.role }
    }
}

impl From<Group> for GroupRule {
    fn from(group: Group) -> Self {
        GroupRule { group: group.group, team: group.slipway_team, role: group.role }
    }
}

impl SignIn {
    /// `github_api` is where the portal itself finds GitHub.
    pub fn read(layers: &mut Layers<'_>, github_api: &str) -> Result<Self, ConfigError> {
        Ok(SignIn {
            roles_minutes: layers.number("sign_in.roles_minutes", 15, 1, 24 * 60)?,
            github: github(layers, github_api)?,
            oidc: oidc(layers)?,
        })
    }
}

fn github(layers: &mut Layers<'_>, api_url: &str) -> Result<Option<GithubSignIn>, ConfigError> {
    let web_url = layers.get("sign_in.github.web_url", web_of(api_url))?;
    let client_id = layers.find::<String>("sign_in.github.client_id")?;
    let client_secret = layers.secret("sign_in.github.client_secret")?;
    let teams = layers.find::<Vec<Team>>("sign_in.github.teams")?;
    let answer_reviews = layers.get("sign_in.github.answer_reviews", false)?.value;
    let origins = [
        client_id.as_ref().map(|found| found.origin.clone()),
        client_secret.as_ref().map(|found| found.origin.clone()),
        teams.as_ref().map(|found| found.origin.clone()),
    ];
    match (client_id, client_secret, teams) {
        (None, None, None) => Ok(None),
        (Some(id), Some(secret), Some(teams)) => Ok(Some(GithubSignIn {
            client_id: id.value,
            client_secret: secret.value,
            web_url: web_address("sign_in.github.web_url", web_url)?,
            rules: rules("sign_in.github.teams", teams)?,
            answer_reviews,
        })),
        _ => Err(incomplete(
            origins,
            "sign_in.github",
            "Give all of client_id, client_secret and [[sign_in.github.teams]].",
        )),
    }
}

fn oidc(layers: &mut Layers<'_>) -> Result<Option<OidcSignIn>, ConfigError> {
    let scopes = ["profile", "email", "groups", "offline_access"].map(str::to_owned).to_vec();
    let (title, scopes) = (
        layers.get("sign_in.oidc.title", "OpenID Connect".to_owned())?,
        layers.get("sign_in.oidc.scopes", scopes)?,
    );
    let groups_claim = layers.get("sign_in.oidc.groups_claim", "groups".to_owned())?;
    let login_claim = layers.get("sign_in.oidc.login_claim", "preferred_username".to_owned())?;
    let client_secret = layers.secret("sign_in.oidc.client_secret")?;
    let issuer = layers.find::<String>("sign_in.oidc.issuer")?;
    let client_id = layers.find::<String>("sign_in.oidc.client_id")?;
    let groups = layers.find::<Vec<Group>>("sign_in.oidc.groups")?;
    let origins = [
        issuer.as_ref().map(|found| found.origin.clone()),
        client_id.as_ref().map(|found| found.origin.clone()),
        groups.as_ref().map(|found| found.origin.clone()),
    ];
    match (issuer, client_id, groups) {
        (None, None, None) => Ok(None),
        (Some(issuer), Some(id), Some(groups)) => Ok(Some(OidcSignIn {
            title: title.value,
            issuer: checked_issuer(issuer)?,
            client_id: id.value,
            client_secret: client_secret.map(|secret| secret.value),
            scopes: scopes.value,
            groups_claim: groups_claim.value,
            login_claim: login_claim.value,
            rules: rules("sign_in.oidc.groups", groups)?,
        })),
        _ => Err(incomplete(
            origins,
            "sign_in.oidc",
            "Give all of issuer, client_id and [[sign_in.oidc.groups]].",
        )),
    }
}

/// A slash at an issuer's end is part of its name. What it says of its keys must not come by in plain sight.
fn checked_issuer(found: Located<String>) -> Result<String, ConfigError> {
    let (issuer, origin) = (found.value.clone(), found.origin.clone());
    web_address("sign_in.oidc.issuer", found)?;
    let here = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    if issuer.starts_with("https://") || here.iter().any(|here| issuer.starts_with(here)) {
        return Ok(issuer);
    }
    let problem = format!("sign_in.oidc.issuer is {issuer:?}, whose answers anybody on the way could change");
    Err(ConfigError::new(origin, problem, "Use the provider's address with https://."))
}

fn rules<T: Into<GroupRule>>(key: &str, found: Located<Vec<T>>) -> Result<Vec<GroupRule>, ConfigError> {
    let rules: Vec<GroupRule> = found.value.into_iter().map(Into::into).collect();
    if rules.is_empty() {
        let problem = format!("{key} is empty, so nobody could do anything");
        return Err(ConfigError::new(found.origin, problem, "Name at least one, with its role."));
    }
    let odd = rules.iter().find(|rule| rule.team.is_none() && rule.role != Role::Admin);
    match odd {
        Some(rule) => Err(ConfigError::new(
            found.origin,
            format!("{key} makes {} a {} of no team", rule.group, rule.role.as_str()),
            "Name a slipway_team; only the role admin may go without, and is platform-wide then.",
        )),
        None => Ok(rules),
    }
}

fn incomplete(origins: [Option<Origin>; 3], section: &str, remedy: &str) -> ConfigError {
    let origin = origins.into_iter().flatten().next().unwrap_or(Origin::Default);
    ConfigError::new(origin, format!("{section} is not complete, so nobody could sign in with it"), remedy)
}

/// An API at `https://github.example.com/api/v3` has its pages at `https://github.example.com`.
fn web_of(api_url: &str) -> String {
    match api_url.strip_suffix("/api/v3") {
        Some(host) => host.to_owned(),
        None => api_url.replacen("://api.", "://", 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_found_beside_the_api() {
        for (api, web) in [
            ("https://api.github.com", "https://github.com"),
            ("https://github.example.com/api/v3", "https://github.example.com"),
            ("https://api.acme.ghe.com", "https://acme.ghe.com"),
            ("http://127.0.0.1:4567", "http://127.0.0.1:4567"),
        ] {
            assert_eq!(web_of(api), web);
        }
    }
}
