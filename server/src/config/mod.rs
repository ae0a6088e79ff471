//! One typed configuration: defaults, then `slipway.toml`, then `SLIPWAY__SECTION__KEY`.

mod calendars;
mod error;
mod file;
mod github;
mod layers;
mod notifications;
mod on_call;
mod place;
mod probes;
mod rules;
mod secret;
mod sections;
mod sign_in;
#[cfg(test)]
mod tests;

pub use error::{ConfigError, Origin};
pub use github::{ArtifactStores, Github, GithubAccess};
pub use notifications::{Mail, MailSecurity, Notifications};
pub use probes::Probes;
pub use secret::{Secret, VaultKey};
pub use sections::{CloudAccess, CredentialSource, Database, MetricsAccess, Server};
pub use sign_in::{GithubSignIn, OidcSignIn, SignIn};

use domain::rules::Rules;
use file::File;
use layers::{Layers, Located};
use serde::Deserialize;
use services::{CalendarRules, FreezeWindow, OnCallRules};
use std::path::{Path, PathBuf};

/// What is read when nobody names a file.
pub const DEFAULT_FILE: &str = "slipway.toml";

/// What is logged when nobody says otherwise: our own records, and what worries others.
const LOG_FILTER: &str =
    "warn,adapters=info,app=info,sandbox=info,server=info,services=info,store=info,template=info";

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Text for a terminal, JSON for everything else.
    #[default]
    Auto,
    Text,
    Json,
}

/// Everything that can be configured.
#[derive(Clone, Debug)]
pub struct Config {
    pub server: Server,
    pub database: Database,
    pub cloud: CloudAccess,
    pub github: Github,
    pub artifacts: ArtifactStores,
    pub metrics: MetricsAccess,
    /// Times in which forward rollouts are held.
    pub freezes: Vec<FreezeWindow>,
    /// The same, as iCalendar files.
    pub calendars: Vec<CalendarRules>,
    pub notifications: Notifications,
    pub probes: Probes,
    /// Who is on call, team by team.
    pub on_call: Vec<OnCallRules>,
    /// Whether the status page is there for those who are not signed in.
    pub public_status: bool,
    /// Folder with CloudFormation files.
    pub templates: PathBuf,
    pub rules: Rules,
    /// Put before every stack's name.
    pub stack_prefix: String,
    pub session_hours: u32,
    pub sign_in: SignIn,
    /// People may choose who to be. Only on a loopback address.
    pub sandbox: bool,
    pub vault_key: Option<VaultKey>,
    pub log: LogFormat,
    /// Directives such as `warn,services=debug`.
    pub log_filter: String,
    /// How this replica calls itself towards the others; the host and process when missing.
    pub worker: Option<String>,
}

impl Config {
    /// Reads the file that is named, or `slipway.toml` if it is there, and the process's environment.
    pub fn load(named: Option<&Path>) -> Result<Self, ConfigError> {
        let path = named.unwrap_or(Path::new(DEFAULT_FILE));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(_) if named.is_none() && !path.exists() => None,
            Err(error) => return Err(unreadable(path, &error)),
        };
        // Variables that are no text cannot be ours.
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Self::from_parts(text.as_deref().map(|text| (path, text)), environment)
    }

    /// The same from a file's path and text and from variables, for tests.
    pub fn from_parts(
        file: Option<(&Path, &str)>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let file = file.map(|(path, text)| File::parse(path, text)).transpose()?;
        let mut layers = Layers::new(file, environment);
        let config = Config::read(&mut layers)?;
        layers.finish()?;
        Ok(config)
    }

    fn read(layers: &mut Layers<'_>) -> Result<Self, ConfigError> {
        let server = Server::read(layers)?;
        let sandbox = sandbox(layers, &server)?;
        let github = Github::read(layers)?;
        Ok(Config {
            database: Database::read(layers)?,
            cloud: CloudAccess::read(layers)?,
            sign_in: SignIn::read(layers, &github.api_url)?,
            github,
            artifacts: ArtifactStores::read(layers)?,
            metrics: MetricsAccess::read(layers)?,
            calendars: calendars::read(layers)?,
            on_call: on_call::read(layers)?,
            public_status: layers.get("status.public", false)?.value,
            freezes: layers.get("freezes", Vec::new())?.value,
            notifications: Notifications::read(layers)?,
            probes: Probes::read(layers)?,
            templates: layers.get("templates.folder", PathBuf::from("templates"))?.value,
            rules: rules::read(layers)?,
            stack_prefix: stack_prefix(layers)?,
            session_hours: layers.number("sessions.hours", 12, 1, 24 * 30)?,
            vault_key: layers.secret("vault.key")?.map(vault_key).transpose()?,
            log: layers.get("log.format", LogFormat::Auto)?.value,
            log_filter: layers.get("log.filter", LOG_FILTER.to_owned())?.value,
            worker: layers.find("worker.name")?.map(|name| name.value),
            sandbox,
            server,
        })
    }

    /// What is logged where no configuration is read.
    pub fn usual_log_filter() -> &'static str {
        LOG_FILTER
    }

    /// Whether people reach the portal through TLS, so that cookies may insist on it.
    pub fn secure(&self) -> bool {
        self.server.public_url.starts_with("https://")
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> ConfigError {
    let origin = Origin::File { path: path.to_owned(), line: 1, column: 1 };
    ConfigError::new(origin, format!("cannot be read: {error}"), "Check the path and its permissions.")
}

fn sandbox(layers: &mut Layers<'_>, server: &Server) -> Result<bool, ConfigError> {
    let on = layers.get("sandbox.on", false)?;
    if on.value && !server.listen.ip().is_loopback() {
        let problem = format!("the sandbox lets anybody be anybody, and {} is open to others", server.listen);
        return Err(ConfigError::new(on.origin, problem, "Listen on 127.0.0.1, or switch the sandbox off."));
    }
    Ok(on.value)
}

fn stack_prefix(layers: &mut Layers<'_>) -> Result<String, ConfigError> {
    let prefix = layers.get("cloud.stack_prefix", "slipway-".to_owned())?;
    let fits = prefix.value.len() <= 20
        && prefix.value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && prefix.value.as_bytes().first().is_none_or(u8::is_ascii_alphabetic);
    if fits {
        return Ok(prefix.value);
    }
    let problem = format!("cloud.stack_prefix is {:?}, which no stack's name may start with", prefix.value);
    Err(ConfigError::new(
        prefix.origin,
        problem,
        "Use at most 20 letters, digits and hyphens; a letter first.",
    ))
}

fn vault_key(key: Located<Secret>) -> Result<VaultKey, ConfigError> {
    VaultKey::parse(key.value.expose()).ok_or_else(|| {
        let remedy = "Make one with `openssl rand -hex 32`.";
        ConfigError::new(key.origin, "vault.key is not 64 hexadecimal digits", remedy)
    })
}
