use crate::boot;
use crate::config::Config;
use crate::http::api::audit_lines;
use domain::people::Actor;
use futures::StreamExt;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Checks that no entry was changed or taken out
    Verify(Place),
    /// Writes the whole trail as JSON lines, oldest first
    Export(Place),
}

#[derive(clap::Args)]
pub struct Place {
    /// Data folder of a sandbox, instead of the configured database
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

pub async fn run(config: Config, command: Command) -> anyhow::Result<ExitCode> {
    let (Command::Verify(place) | Command::Export(place)) = &command;
    let config = at(config, place)?;
    let booted = boot::boot(&config).await?;
    let code = match command {
        Command::Verify(_) => verify(&booted).await,
        Command::Export(_) => export(&booted).await,
    };
    booted.database.close().await;
    code
}

fn at(mut config: Config, place: &Place) -> anyhow::Result<Config> {
    if let Some(data) = &place.data {
        let file = data.join("slipway.db");
        anyhow::ensure!(file.exists(), "there is no database {}", file.display());
        config.database.url = crate::config::Secret::new(format!("sqlite:{}", file.display()));
        config.vault_key = Some(boot::kept_key(&data.join("vault.key"))?);
    }
    Ok(config)
}

async fn verify(booted: &boot::Booted) -> anyhow::Result<ExitCode> {
    let verdict = booted.portal.verify_audit().await?;
    match verdict.broken {
        None => {
            println!("{} entries hold; the newest is {}", verdict.checked, verdict.head);
            Ok(ExitCode::SUCCESS)
        }
        Some(broken) => {
            println!("the trail is broken: {broken}; {} entries before it hold", verdict.checked);
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn export(booted: &boot::Booted) -> anyhow::Result<ExitCode> {
    let mut lines = std::pin::pin!(audit_lines(booted.portal.clone(), Actor::portal(), 0));
    let mut out = std::io::stdout().lock();
    while let Some(part) = lines.next().await {
        out.write_all(&part?)?;
    }
    Ok(ExitCode::SUCCESS)
}
