//! `slipway probe`: a probe location on another machine.

use crate::config::{Config, LogFormat};
use crate::log;
use crate::shutdown::Shutdown;
use adapters::{Network, NetworkProber, PortalLink, ProbeRules};
use anyhow::Context;
use domain::health::CheckResult;
use domain::names::LocationName;
use services::ports::SystemClock;
use services::{Agent, AgentSpool};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

#[derive(clap::Args)]
pub struct Arguments {
    /// The portal's address
    #[arg(long, value_name = "URL")]
    portal: String,
    /// This location's name, as the portal's configuration has it in probes.remote_locations
    #[arg(long, value_name = "NAME")]
    location: String,
    /// This location's own access token (scope measure:NAME), which an admin of the whole platform makes at
    /// /settings/tokens; it is good for nothing else
    #[arg(long, env = "SLIPWAY_TOKEN", hide_env_values = true)]
    token: String,
    /// Keeps what was found while the portal is away
    #[arg(long, value_name = "FILE", default_value = "slipway-probe.jsonl")]
    spool: PathBuf,
    /// Network that may be probed although it is not public; may be given more than once
    #[arg(long, value_name = "NETWORK")]
    allow_network: Vec<String>,
}

/// Probes until it is told to stop.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    log::start(LogFormat::Auto, Config::usual_log_filter())?;
    let shutdown = Shutdown::on_signals()?;
    let location = LocationName::parse(&arguments.location)?;
    let networks: Result<Vec<Network>, String> =
        arguments.allow_network.iter().map(|text| text.parse()).collect();
    let networks = networks.map_err(anyhow::Error::msg)?;
    let roots = "the system's certificates cannot be read";
    let link = PortalLink::new(&arguments.portal, &location, arguments.token.into()).context(roots)?;
    let agent = Agent {
        location,
        prober: Arc::new(NetworkProber::new(ProbeRules { networks }).context(roots)?),
        clock: Arc::new(SystemClock),
        link: Arc::new(link),
        spool: Arc::new(Spool(arguments.spool)),
    };
    agent.run(shutdown.begun()).await;
    Ok(ExitCode::SUCCESS)
}

/// A file with one result a line.
struct Spool(PathBuf);

impl AgentSpool for Spool {
    /// Lines that broke off are passed over.
    fn load(&self) -> Vec<CheckResult> {
        let Ok(file) = std::fs::File::open(&self.0) else { return Vec::new() };
        let lines = BufReader::new(file).lines().map_while(Result::ok);
        lines.filter_map(|line| serde_json::from_str(&line).ok()).collect()
    }

    fn keep(&self, held: &VecDeque<CheckResult>) -> Result<(), String> {
        let told = |error: std::io::Error| format!("{} cannot be written: {error}", self.0.display());
        let unfinished = self.0.with_extension("part");
        let mut file = BufWriter::new(std::fs::File::create(&unfinished).map_err(told)?);
        for result in held {
            let line = serde_json::to_string(result).map_err(|error| error.to_string())?;
            writeln!(file, "{line}").map_err(told)?;
        }
        file.into_inner().map_err(|error| told(error.into_error()))?.sync_all().map_err(told)?;
        std::fs::rename(unfinished, &self.0).map_err(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;
    use domain::health::{CheckOutcome, ProbeId};

    #[test]
    fn what_is_held_back_outlives_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool(folder.path().join("held.jsonl"));
        assert!(spool.load().is_empty());
        let result = CheckResult {
            probe: ProbeId("live-api/prod/eu-west-3/endpoint".to_owned()),
            location: LocationName::parse("office").expect("a location"),
            at: Timestamp(7),
            outcome: CheckOutcome::Failed { why: "HTTP 503".to_owned() },
            latency_millis: 12,
            version: Some("1.8.2".to_owned()),
        };
        let held = VecDeque::from([result.clone(), CheckResult { outcome: CheckOutcome::Well, ..result }]);
        spool.keep(&held).expect("kept");
        let mut file = std::fs::OpenOptions::new().append(true).open(&spool.0).expect("a file");
        file.write_all(b"{\"probe\":").expect("half a line");
        assert_eq!(VecDeque::from(spool.load()), held);
        spool.keep(&VecDeque::new()).expect("kept");
        assert!(spool.load().is_empty());
    }
}
