//! The commands, one file each.

mod audit;
mod catalog;
mod check;
mod files;
mod openapi;
mod probe;
mod sandbox;
mod serve;
mod template;

use crate::config::Config;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "slipway", version, about = "An internal developer portal over CloudFormation")]
struct Arguments {
    /// Configuration file [default: slipway.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the portal as it is configured
    Serve,
    /// Runs the portal with a cloud and people to try it out; needs no account anywhere
    Sandbox(sandbox::Arguments),
    /// Probes services from this machine, for a portal elsewhere
    Probe(probe::Arguments),
    /// Tells what is configured and whether each backend answers
    Check,
    /// Looks at templates without sending them anywhere
    #[command(subcommand)]
    Template(template::Command),
    /// Looks at catalogue files without sending them anywhere
    #[command(subcommand)]
    Catalog(catalog::Command),
    /// Proves or exports the audit trail
    #[command(subcommand)]
    Audit(audit::Command),
    /// Prints the API's description, OpenAPI 3.1
    Openapi,
}

/// Reads the arguments and does what they ask for.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    match dispatch(arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("slipway: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = || Ok::<_, anyhow::Error>(Config::load(arguments.config.as_deref())?);
    match arguments.command {
        Command::Serve => wait_for(serve::run(config()?)),
        Command::Sandbox(sandbox) => wait_for(sandbox::run(config()?, sandbox)),
        Command::Probe(arguments) => wait_for(probe::run(arguments)),
        Command::Check => wait_for(check::run(config()?)),
        Command::Template(command) => template::run(&command),
        Command::Catalog(command) => catalog::run(&command),
        Command::Audit(command) => wait_for(audit::run(config()?, command)),
        Command::Openapi => openapi::run(),
    }
}

fn wait_for(command: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(command);
    // A template that is just being read must not hold up the end.
    runtime.shutdown_background();
    result
}
