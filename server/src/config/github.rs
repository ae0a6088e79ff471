use super::error::ConfigError;
use super::layers::{Layers, Located};
use super::secret::Secret;
use super::sections::web_address;
use services::RepositoryPattern;
use std::time::Duration;

/// How GitHub is reached, and which repositories are ours.
#[derive(Clone, Debug)]
pub struct Github {
    /// Of the API; without a slash at the end.
    pub api_url: String,
    pub access: GithubAccess,
    /// Signs GitHub's webhooks; without it none are taken.
    pub webhook_secret: Option<Secret>,
    /// `owner/name` of those that declare services, and patterns over them.
    pub repositories: Vec<String>,
    /// Pause between two readings of all of them.
    pub refresh: Duration,
    pub timeout: Duration,
}

/// Who the portal is towards GitHub.
#[derive(Clone, Debug)]
pub enum GithubAccess {
    Nobody,
    Token(Secret),
    App { app_id: u64, installation_id: u64, private_key: Secret },
}

/// Where artifacts lie.
#[derive(Clone, Debug)]
pub struct ArtifactStores {
    /// The bucket in each region; `{region}` in it stands for the region.
    pub bucket: String,
    pub create_buckets: bool,
    /// Of images.
    pub create_repositories: bool,
}

impl Github {
    pub fn read(layers: &mut Layers<'_>) -> Result<Self, ConfigError> {
        let api_url = layers.get("github.api_url", "https://api.github.com".to_owned())?;
        let repositories = layers.get("github.repositories", Vec::<String>::new())?;
        let access = access(layers)?;
        check(&repositories, &access)?;
        Ok(Github {
            api_url: web_address("github.api_url", api_url)?,
            access,
            webhook_secret: layers.secret("github.webhook_secret")?.map(|secret| secret.value),
            repositories: repositories.value,
            refresh: Duration::from_secs(
                60 * u64::from(layers.number("github.refresh_minutes", 10, 1, 1440)?),
            ),
            timeout: Duration::from_secs(layers.number("github.timeout_seconds", 20, 1, 300)?.into()),
        })
    }
}

impl Github {
    /// Where people look at what the API speaks of.
    pub fn web_url(&self) -> String {
        if self.api_url == "https://api.github.com" {
            return "https://github.com".to_owned();
        }
        self.api_url.strip_suffix("/api/v3").unwrap_or(&self.api_url).to_owned()
    }
}

/// Whether every entry names a repository, or is a pattern that can be resolved.
fn check(repositories: &Located<Vec<String>>, access: &GithubAccess) -> Result<(), ConfigError> {
    let wrong = |problem: String, remedy: &str| {
        ConfigError::new(repositories.origin.clone(), format!("github.repositories: {problem}"), remedy)
    };
    for entry in &repositories.value {
        let pattern = RepositoryPattern::parse(entry).map_err(|bad| {
            wrong(bad.to_string(), "Write each repository as owner/name, or a pattern such as owner/*.")
        })?;
        if pattern.owner().is_none() && !matches!(access, GithubAccess::App { .. }) {
            let problem = format!("only a GitHub App can find {entry:?} among all owners");
            return Err(wrong(problem, "Write the owner in full: acme/*."));
        }
    }
    Ok(())
}

fn access(layers: &mut Layers<'_>) -> Result<GithubAccess, ConfigError> {
    let token = layers.secret("github.token")?;
    let app = layers.find::<u64>("github.app_id")?;
    let installation = layers.find::<u64>("github.installation_id")?;
    let key = layers.secret("github.private_key")?;
    match (token, app, installation, key) {
        (None, None, None, None) => Ok(GithubAccess::Nobody),
        (Some(token), None, None, None) => Ok(GithubAccess::Token(token.value)),
        (None, Some(app), Some(installation), Some(key)) => Ok(GithubAccess::App {
            app_id: app.value,
            installation_id: installation.value,
            private_key: key.value,
        }),
        (token, app, ..) => {
            let origin = token.map(|token| token.origin).or(app.map(|app| app.origin));
            Err(ConfigError::new(
                origin.unwrap_or(super::Origin::Default),
                "it is not clear who the portal is towards GitHub",
                "Give either github.token, or all of github.app_id, github.installation_id and github.private_key.",
            ))
        }
    }
}

impl ArtifactStores {
    pub fn read(layers: &mut Layers<'_>) -> Result<Self, ConfigError> {
        Ok(ArtifactStores {
            bucket: layers.get("artifacts.bucket", "slipway-artifacts-{region}".to_owned())?.value,
            create_buckets: layers.get("artifacts.create_buckets", false)?.value,
            create_repositories: layers.get("artifacts.create_repositories", false)?.value,
        })
    }
}
