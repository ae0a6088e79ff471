use crate::boot::{self, Booted, Workers};
use crate::config::Config;
use crate::serving::Serving;
use crate::shutdown::Shutdown;
use crate::{log, serving};
use domain::people::Actor;
use services::Portal;
use std::process::ExitCode;

/// Runs the portal until it is told to stop.
pub async fn run(config: Config) -> anyhow::Result<ExitCode> {
    log::start(config.log, &config.log_filter)?;
    let shutdown = Shutdown::on_signals()?;
    let url = config.database.url.expose();
    let _held = boot::hold(url, "use PostgreSQL, which more than one can share")?;
    let listener = serving::bind(config.server.listen).await?;
    let booted = boot::boot(&config).await?;
    if config.sandbox {
        boot::seed_sandbox(&booted.portal).await?;
    }
    run_portal(&config, listener, booted, shutdown).await?;
    Ok(ExitCode::SUCCESS)
}

/// Answers requests and does jobs until the portal stops, then lets both come to their end.
pub async fn run_portal(
    config: &Config,
    listener: tokio::net::TcpListener,
    booted: Booted,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let Booted { portal, database, metrics } = booted;
    tokio::spawn(read_catalogue(portal.clone()));
    let workers = Workers::start(portal.clone(), config.worker.as_deref(), metrics.clone(), &shutdown);
    let serving = Serving::new(config, portal, metrics, shutdown);
    tracing::info!(address = %config.server.public_url, "ready");
    serving.run(listener).await;
    workers.drained(config.server.drain).await;
    database.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Checking all templates takes a while; the first form should not have to wait for it.
async fn read_catalogue(portal: Portal) {
    if let Err(error) = portal.templates(&Actor::portal()).await {
        tracing::warn!(cause = error.cause, "the templates cannot be read yet: {error}");
    }
}
