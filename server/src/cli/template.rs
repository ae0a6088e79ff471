use super::files::{self, Report};
use domain::template::Finding;
use std::path::PathBuf;
use std::process::ExitCode;
use template::CheckReport;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Prints each file's form and everything there is to say about it
    ///
    /// Exits with 1 when a file has errors, and with 2 when one cannot be read.
    Check {
        /// One JSON object a line, one for each file
        #[arg(long)]
        json: bool,
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

pub fn run(command: &Command) -> anyhow::Result<ExitCode> {
    let Command::Check { json, files } = command;
    let _rules = template::hold_rules();
    files::check::<CheckReport>(files, *json)
}

impl Report for CheckReport {
    fn of(path: &str, source: &[u8]) -> Self {
        template::report(path, source)
    }

    fn failed(path: &str, why: Finding) -> Self {
        CheckReport { ok: false, findings: vec![why], ..template::report(path, b"") }
    }

    fn ok(&self) -> bool {
        self.ok
    }
}
