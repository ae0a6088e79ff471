use super::files::{self, Report};
use domain::template::Finding;
use std::process::ExitCode;
use template::CheckReport;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Prints each file's form and everything there is to say about it
    ///
    /// Exits with 1 when a file has errors, and with 2 when one cannot be read.
    Check(files::Asked),
}

pub fn run(command: &Command) -> anyhow::Result<ExitCode> {
    let Command::Check(asked) = command;
    let _rules = template::hold_rules();
    files::check::<CheckReport>(asked)
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
