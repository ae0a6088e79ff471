use crate::http::api;
use std::process::ExitCode;

/// Prints the API's description.
pub fn run() -> anyhow::Result<ExitCode> {
    println!("{}", api::openapi().to_pretty_json()?);
    Ok(ExitCode::SUCCESS)
}
