//! The build driver: what cargo alone cannot do. The Makefile calls it; one command, one file.

mod assets;
mod build;
mod check_wasm;
mod dev;
mod project;
mod styles;
mod wasm;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Builds what the portal sends to browsers")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds scripts, WebAssembly and styles into target/site
    Build(build::Arguments),
    /// Fails when the WebAssembly build would contain server code
    CheckWasm,
    /// Runs the portal, and builds and restarts it whenever a file changes
    Dev(dev::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Build(arguments) => build::run(&arguments),
        Command::CheckWasm => check_wasm::run(),
        Command::Dev(arguments) => dev::run(&arguments),
    };
    // Only the causes: a backtrace through the driver helps nobody.
    if let Err(error) = result {
        eprintln!("error: {error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
