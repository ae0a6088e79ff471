use anyhow::Context;
use domain::template::{Finding, Severity};
use std::io::{ErrorKind, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use template::CheckReport;

/// More of a file is not read; it is far beyond what CloudFormation takes, so that the size is still reported.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// Exit codes; the worst of all files counts.
const FOUND_ERRORS: u8 = 1;
const UNREADABLE: u8 = 2;

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
    let mut worst = 0;
    let mut out = std::io::stdout().lock();
    for path in files {
        let (report, code) = check(path);
        worst = worst.max(code);
        let printed = match json {
            true => serde_json::to_string(&report)
                .context("a report is not JSON")
                .map(|line| writeln!(out, "{line}"))?,
            false => writeln!(out, "{report}"),
        };
        match printed {
            // Whoever reads has seen enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
            printed => printed?,
        }
    }
    Ok(ExitCode::from(worst))
}

fn check(path: &Path) -> (CheckReport, u8) {
    let name = path.display().to_string();
    let source = match read(path) {
        Ok(source) => source,
        Err(error) => {
            return (failed(&name, "unreadable", format!("the file cannot be read: {error}")), UNREADABLE);
        }
    };
    // One file's defect must not hide what there is to say about the others.
    let report = catch_unwind(AssertUnwindSafe(|| template::report(&name, &source))).unwrap_or_else(|_| {
        failed(&name, "defect", "Slipway failed to check this file; please report it".to_owned())
    });
    let code = if report.ok { 0 } else { FOUND_ERRORS };
    (report, code)
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut source = Vec::new();
    std::fs::File::open(path)?.take(MOST_BYTES).read_to_end(&mut source)?;
    Ok(source)
}

/// A report that only says why there is none.
fn failed(name: &str, rule: &str, message: String) -> CheckReport {
    let finding = Finding {
        severity: Severity::Error,
        rule: rule.to_owned(),
        message,
        line: 0,
        column: 0,
        resource: None,
    };
    CheckReport { ok: false, findings: vec![finding], ..template::report(name, b"") }
}
