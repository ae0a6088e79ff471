use super::files::{self, Report};
use catalog::CheckReport;
use domain::template::Finding;
use std::process::ExitCode;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Prints the entities in each `catalog-info.yaml` and what Backstage would refuse of them
    ///
    /// Exits with 1 when a file has errors, and with 2 when one cannot be read.
    Check(files::Asked),
}

pub fn run(command: &Command) -> anyhow::Result<ExitCode> {
    let Command::Check(asked) = command;
    files::check::<CheckReport>(asked)
}

impl Report for CheckReport {
    fn of(path: &str, source: &[u8]) -> Self {
        catalog::report(path, source)
    }

    fn failed(path: &str, why: Finding) -> Self {
        CheckReport { file: path.to_owned(), ok: false, entities: Vec::new(), findings: vec![why] }
    }

    fn ok(&self) -> bool {
        self.ok
    }
}
