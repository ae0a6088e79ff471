use super::error::ConfigError;
use super::layers::{Layers, Located};
use super::secret::Secret;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// How the portal is reached.
#[derive(Clone, Debug)]
pub struct Server {
    pub listen: SocketAddr,
    /// What people type into their browsers; without a slash at the end.
    pub public_url: String,
    /// Where the build put scripts, styles and images.
    pub site: PathBuf,
    /// After which a request is answered with an error.
    pub request_timeout: Duration,
    /// How long a stopping portal waits for requests and jobs under way.
    pub drain: Duration,
}

/// Where everything is kept.
#[derive(Clone, Debug)]
pub struct Database {
    /// `sqlite:…` or `postgres://…`; may hold a password.
    pub url: Secret,
    pub connections: u32,
}

/// How the cloud is reached.
#[derive(Clone, Debug)]
pub struct CloudAccess {
    /// Instead of AWS's own; for the sandbox and for private endpoints.
    pub endpoint: Option<String>,
    pub credentials: CredentialSource,
    /// Takes templates above 51,200 bytes; `{region}` in it stands for the target's region.
    pub template_bucket: Option<String>,
    /// Makes the bucket where it is missing.
    pub create_template_bucket: bool,
    /// Calls under way at once in one account and region.
    pub calls_at_once: usize,
    /// Jobs at once in one account and region, over all replicas.
    pub jobs_per_region: usize,
}

/// Who the portal is towards the cloud, before it assumes a stage's role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CredentialSource {
    /// Environment, profile, container or instance, in AWS's usual order.
    Aws,
    /// The sandbox cloud's well-known ones.
    Sandbox,
}

/// Where metrics come from that are not in CloudWatch.
#[derive(Clone, Debug, Default)]
pub struct MetricsAccess {
    /// Of an endpoint that speaks Prometheus's API; `{region}` and `{stage}` in it are filled in.
    pub prometheus_url: Option<String>,
    pub prometheus_token: Option<Secret>,
}

impl MetricsAccess {
    pub fn read(layers: &mut Layers<'_>) -> Result<Self, ConfigError> {
        let url = layers.find("metrics.prometheus_url")?;
        Ok(MetricsAccess {
            prometheus_url: url.map(|url| web_address("metrics.prometheus_url", url)).transpose()?,
            prometheus_token: layers.secret("metrics.prometheus_token")?.map(|token| token.value),
        })
    }
}

impl Server {
    pub fn read(layers: &mut Layers<'_>) -> Result<Self, ConfigError> {
        let listen: SocketAddr = layers.get("server.listen", SocketAddr::from(([127, 0, 0, 1], 3000)))?.value;
        let public = layers.get("server.public_url", format!("http://{listen}"))?;
        Ok(Server {
            listen,
            public_url: web_address("server.public_url", public)?,
            site: layers.get("server.site", PathBuf::from("target/site"))?.value,
            request_timeout: seconds(layers.number("server.request_timeout_seconds", 30, 1, 600)?),
            drain: seconds(layers.number("server.drain_seconds", 10, 0, 600)?),
        })
    }
}

impl Database {
    pub fn read(layers: &mut Layers<'_>) -> Result<Self, ConfigError> {
        let url = layers.secret("database.url")?;
        if let Some(url) = &url {
            let known = ["sqlite:", "postgres:", "postgresql:"];
            if !known.iter().any(|scheme| url.value.expose().starts_with(scheme)) {
                return Err(ConfigError::new(
                    url.origin.clone(),
                    "database.url names no database that Slipway can use",
                    "Write sqlite:slipway.db or postgres://user:password@host/name.",
                ));
            }
        }
        let url = url.map_or_else(|| Secret::new("sqlite:slipway.db"), |url| url.value);
        Ok(Database { url, connections: layers.number("database.connections", 8, 1, 200)? })
    }
}

impl CloudAccess {
    pub fn read(layers: &mut Layers<'_>) -> Result<Self, ConfigError> {
        let endpoint = layers.find("cloud.endpoint")?;
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        Ok(CloudAccess {
            endpoint: endpoint.map(|url| web_address("cloud.endpoint", url)).transpose()?,
            credentials: layers.get("cloud.credentials", CredentialSource::Aws)?.value,
            template_bucket: layers.find("cloud.template_bucket")?.map(|bucket| bucket.value),
            create_template_bucket: layers.get("cloud.create_template_bucket", false)?.value,
            calls_at_once: count(layers.number("cloud.calls_at_once", 8, 1, 100)?),
            jobs_per_region: count(layers.number("cloud.jobs_per_region", 16, 1, 1000)?),
        })
    }

    /// The sandbox cloud at this address.
    pub fn sandbox(endpoint: String) -> Self {
        CloudAccess {
            endpoint: Some(endpoint),
            credentials: CredentialSource::Sandbox,
            template_bucket: Some("slipway-templates-{region}".to_owned()),
            create_template_bucket: true,
            calls_at_once: 8,
            jobs_per_region: 16,
        }
    }
}

/// Checks an address and takes slashes off its end.
pub(super) fn web_address(key: &str, found: Located<String>) -> Result<String, ConfigError> {
    let text = found.value.trim_end_matches('/');
    let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    if host.is_some_and(|host| !host.is_empty() && !host.contains([' ', '?', '#'])) {
        return Ok(text.to_owned());
    }
    let problem = format!("{key} is {:?}, which is no web address", found.value);
    Err(ConfigError::new(found.origin, problem, "Write it like https://slipway.example.com."))
}

fn seconds(count: u32) -> Duration {
    Duration::from_secs(u64::from(count))
}
