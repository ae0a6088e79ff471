//! Measures what Slipway promises: each figure beside what it is compared with, in one run.
//!
//! `make bench` prints a table, and JSON to `target/bench.json`. Name figures to measure only those.

mod artifact;
mod bare;
mod calls;
mod causes;
mod delivery;
mod health;
mod http;
mod matrix;
mod memory;
mod portal;
mod probes;
mod queue;
mod report;
mod request;
mod rollouts;
mod seed;
mod size;
mod start;
mod streams;
mod webhook;

use anyhow::Result;
use clap::Parser;
use report::Report;
use std::path::PathBuf;

/// Measures Slipway.
#[derive(Parser)]
struct Arguments {
    /// The portal's program, built with `--release`.
    #[arg(long, default_value = "target/release/slipway")]
    program: PathBuf,
    /// Where the build put scripts and styles.
    #[arg(long, default_value = "target/site")]
    site: PathBuf,
    /// Serves a file and nothing else: what the matrix page is compared with. For the benchmark's own use.
    #[arg(long, hide = true, num_args = 2, value_names = ["FILE", "PORT"])]
    bare: Option<Vec<String>>,
    /// Only these: matrix, health, request, queue, rollouts, calls, webhook, artifact, streams, probes, start, memory, size, causes.
    figures: Vec<String>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some([file, port]) = arguments.bare.as_deref() {
        return bare::serve(file, port.parse()?).await;
    }
    let chosen =
        |name: &str| arguments.figures.is_empty() || arguments.figures.iter().any(|figure| figure == name);
    let mut report = Report::default();
    if chosen("size") {
        report.add(size::measure(&arguments.site)?);
    }
    if chosen("causes") {
        report.add(causes::measure());
    }
    if chosen("start") {
        report.add(start::measure(&arguments.program).await?);
    }
    if chosen("matrix") {
        report.add(matrix::measure(&arguments.program, &arguments.site).await?);
    }
    if chosen("health") {
        report.add(health::measure(&arguments.program, &arguments.site).await?);
    }
    if chosen("request") {
        report.add(request::measure(&arguments.program).await?);
    }
    if chosen("queue") {
        report.add(queue::measure().await?);
    }
    if chosen("rollouts") {
        report.add(rollouts::measure().await?);
    }
    if chosen("calls") {
        report.add(calls::measure(&arguments.program).await?);
    }
    if chosen("webhook") {
        report.add(webhook::measure(&arguments.program).await?);
    }
    if chosen("artifact") {
        report.add(artifact::measure(&arguments.program).await?);
    }
    if chosen("streams") {
        report.add(streams::measure(&arguments.program).await?);
    }
    if chosen("probes") {
        report.add(probes::measure().await?);
    }
    if chosen("memory") {
        report.add(memory::measure(&arguments.program).await?);
    }
    report.finish()
}
