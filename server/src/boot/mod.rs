//! Wires the ports to the outside, as the configuration says.

mod key;
mod lock;
mod outside;
mod releases;
mod workers;

pub use key::kept_key;
pub use lock::hold;
pub use releases::seed_releases;
pub use workers::Workers;

use crate::config::{CloudAccess, Config, CredentialSource};
use crate::metrics::{MeteredCloud, Metrics};
use adapters::{CalendarFiles, CheckApart, CloudFormation, CloudOptions, TemplateFolder};
use anyhow::Context;
use services::ports::{SystemClock, UniqueIds};
use services::{Parts, Portal, Settings, Vault};
use std::sync::Arc;
use store::{Database, DatabaseOptions};

/// A portal with what it stands on.
pub struct Booted {
    pub portal: Portal,
    pub database: Arc<Database>,
    pub metrics: Arc<Metrics>,
}

/// Opens the database and connects the portal. The cloud is first asked when something is wanted of it.
pub async fn boot(config: &Config) -> anyhow::Result<Booted> {
    let key = config.vault_key.context(
        "there is no vault.key: make one with `openssl rand -hex 32 > vault.key` and name it in vault.key_file",
    )?;
    let database = Arc::new(open_database(config).await?);
    let metrics = Arc::new(Metrics::default());
    let cloud = Arc::new(CloudFormation::new(cloud_options(&config.cloud)));
    let portal = Portal::new(Parts {
        store: database.clone(),
        cloud: Arc::new(MeteredCloud::new(cloud, metrics.clone())),
        pipelines: Arc::new(outside::github(&config.github)?),
        artifacts: Arc::new(outside::artifact_stores(config)),
        prober: Arc::new(outside::prober(&config.probes)?),
        metrics: Arc::new(outside::metrics(config)?),
        calendars: Arc::new(CalendarFiles::new().context("the system's certificates cannot be read")?),
        clock: Arc::new(SystemClock),
        ids: Arc::new(UniqueIds),
        templates: Arc::new(TemplateFolder::new(&config.templates)),
        checker: Arc::new(CheckApart::new(std::env::current_exe().context("where is this program?")?)),
        rules: config.rules.clone(),
        vault: Vault::new(key.0),
        settings: settings(config),
    });
    let portal = portal.with_ways_in(outside::ways_in(config)?);
    let portal = portal.with_messenger(Arc::new(outside::messengers(&config.notifications)?));
    let portal = match config.probes.on {
        true => portal.probing_services(),
        false => portal,
    };
    Ok(Booted { portal, database, metrics })
}

async fn open_database(config: &Config) -> anyhow::Result<Database> {
    let options = DatabaseOptions {
        connections: config.database.connections,
        ..DatabaseOptions::at(config.database.url.expose())
    };
    Database::open(&options).await.map_err(|error| anyhow::anyhow!("{error}"))
}

fn cloud_options(cloud: &CloudAccess) -> CloudOptions {
    CloudOptions {
        endpoint_url: cloud.endpoint.clone(),
        credentials: match cloud.credentials {
            CredentialSource::Aws => adapters::CredentialSource::DefaultChain,
            CredentialSource::Sandbox => adapters::CredentialSource::Sandbox,
        },
        template_bucket: cloud.template_bucket.clone(),
        create_template_bucket: cloud.create_template_bucket,
        calls_at_once: cloud.calls_at_once,
        ..CloudOptions::default()
    }
}

fn settings(config: &Config) -> Settings {
    Settings {
        stack_prefix: config.stack_prefix.clone(),
        session_hours: config.session_hours,
        roles_fresh_millis: i64::from(config.sign_in.roles_minutes) * 60_000,
        per_region: config.cloud.jobs_per_region,
        repositories: config.github.repositories.clone(),
        repositories_url: config.github.web_url(),
        catalog_millis: i64::try_from(config.github.refresh.as_millis()).unwrap_or(i64::MAX),
        freezes: config.freezes.clone(),
        calendars: config.calendars.clone(),
        on_call: config.on_call.clone(),
        public_status: config.public_status,
        run_poll_millis: run_poll_millis(config),
        public_url: config.server.public_url.clone(),
        remind_millis: i64::from(config.notifications.remind_hours) * 3_600_000,
        mail_domains: config.notifications.mail_domains.clone(),
        probe_locations: config.probes.locations.clone(),
        remote_locations: config.probes.remote_locations.clone(),
        probe_endpoint: config.probes.endpoint.clone(),
        better_after_millis: i64::from(config.probes.better_after_seconds) * 1000,
        ..Settings::default()
    }
}

/// Webhooks tell sooner than any look, and looks are counted by GitHub.
fn run_poll_millis(config: &Config) -> i64 {
    if config.github.webhook_secret.is_some() { 10_000 } else { 1_000 }
}

/// Makes the people of the sandbox known, with their fixed tokens.
pub async fn seed_sandbox(portal: &Portal) -> anyhow::Result<()> {
    let people = sandbox::people()?;
    portal.seed_people(people.iter().map(|person| person.actor.clone()).collect()).await?;
    for person in &people {
        portal.seed_token(&person.actor, "sandbox", person.token).await?;
    }
    Ok(())
}
