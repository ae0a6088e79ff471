use super::error::ConfigError;
use super::layers::Layers;
use super::secret::Secret;
use adapters::Network;
use serde::Deserialize;
use std::time::Duration;

/// How notices leave the portal.
#[derive(Clone, Debug)]
pub struct Notifications {
    /// `None`: no mail.
    pub mail: Option<Mail>,
    /// Where mail may go; empty: anywhere.
    pub mail_domains: Vec<String>,
    /// Webhooks may be called without TLS.
    pub allow_http: bool,
    /// Networks that webhooks may reach although they are not public.
    pub networks: Vec<Network>,
    /// For one try.
    pub timeout: Duration,
    /// After so long those who decide are told once more.
    pub remind_hours: u32,
}

/// The mail server.
#[derive(Clone, Debug)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    pub credentials: Option<(String, Secret)>,
    pub from: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    StartTls,
    Tls,
    None,
}

impl Notifications {
    pub fn read(layers: &mut Layers<'_>) -> Result<Self, ConfigError> {
        Ok(Notifications {
            mail: Mail::read(layers)?,
            mail_domains: layers.get("notifications.mail_domains", Vec::new())?.value,
            allow_http: layers.get("notifications.allow_http", false)?.value,
            networks: networks(layers)?,
            timeout: Duration::from_secs(layers.number("notifications.timeout_seconds", 10, 1, 60)?.into()),
            remind_hours: layers.number("notifications.remind_hours", 4, 1, 24 * 14)?,
        })
    }
}

impl Mail {
    fn read(layers: &mut Layers<'_>) -> Result<Option<Self>, ConfigError> {
        let security = layers.get("notifications.smtp_security", MailSecurity::StartTls)?.value;
        let usual = match security {
            MailSecurity::StartTls => 587,
            MailSecurity::Tls => 465,
            MailSecurity::None => 25,
        };
        let port = layers.number("notifications.smtp_port", usual, 1, u32::from(u16::MAX))?;
        let user = layers.find::<String>("notifications.smtp_user")?;
        let password = layers.secret("notifications.smtp_password")?;
        let from = layers.find::<String>("notifications.mail_from")?;
        let Some(host) = layers.find::<String>("notifications.smtp_host")? else { return Ok(None) };
        let Some(from) = from else {
            let problem = "notifications.smtp_host is set, and nobody is named whom mail comes from";
            return Err(ConfigError::new(host.origin, problem, "Set notifications.mail_from."));
        };
        let credentials = match (user, password) {
            (Some(user), Some(password)) => Some((user.value, password.value)),
            (None, None) => None,
            _ => {
                let problem = "of notifications.smtp_user and notifications.smtp_password only one is set";
                return Err(ConfigError::new(host.origin, problem, "Set both, or neither."));
            }
        };
        let port = u16::try_from(port).unwrap_or(u16::MAX);
        Ok(Some(Mail { host: host.value, port, security, credentials, from: from.value }))
    }
}

fn networks(layers: &mut Layers<'_>) -> Result<Vec<Network>, ConfigError> {
    let found = layers.get("notifications.allow_networks", Vec::<String>::new())?;
    let parsed: Result<Vec<Network>, String> = found.value.iter().map(|text| text.parse()).collect();
    parsed
        .map_err(|problem| ConfigError::new(found.origin, problem, "Write networks like [\"10.20.0.0/16\"]."))
}
