//! Checking files that are named on the command line.

use anyhow::Context;
use domain::template::{Finding, Severity};
use serde::Serialize;
use std::fmt::Display;
use std::io::{ErrorKind, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// More of a file is not read; it is far beyond what any check takes, so that the size is still reported.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// Exit codes; the worst of all files counts.
const FOUND_ERRORS: u8 = 1;
const UNREADABLE: u8 = 2;

/// Which files, and in what form they are spoken of.
#[derive(clap::Args)]
pub struct Asked {
    /// One JSON object a line, one for each file
    #[arg(long)]
    json: bool,
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// What there is to say about one file.
pub trait Report: Serialize + Display {
    /// `path` only names it.
    fn of(path: &str, source: &[u8]) -> Self;
    /// A report that only says why there is none.
    fn failed(path: &str, why: Finding) -> Self;
    /// Whether there is no error.
    fn ok(&self) -> bool;
}

/// Checks each file and prints what there is to say: for people, or one JSON object a line.
pub fn check<R: Report>(asked: &Asked) -> anyhow::Result<ExitCode> {
    let mut worst = 0;
    let mut out = std::io::stdout().lock();
    for path in &asked.files {
        let (report, code) = check_one::<R>(path);
        worst = worst.max(code);
        let printed = match asked.json {
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

fn check_one<R: Report>(path: &Path) -> (R, u8) {
    let name = path.display().to_string();
    let failed = |rule: &str, message: String| R::failed(&name, about_the_file(rule, message));
    let source = match read(path) {
        Ok(source) => source,
        Err(error) => return (failed("unreadable", format!("the file cannot be read: {error}")), UNREADABLE),
    };
    // One file's defect must not hide what there is to say about the others.
    let report = catch_unwind(AssertUnwindSafe(|| R::of(&name, &source))).unwrap_or_else(|_| {
        failed("defect", "Slipway failed to check this file; please report it".to_owned())
    });
    let code = if report.ok() { 0 } else { FOUND_ERRORS };
    (report, code)
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut source = Vec::new();
    std::fs::File::open(path)?.take(MOST_BYTES).read_to_end(&mut source)?;
    Ok(source)
}

fn about_the_file(rule: &str, message: String) -> Finding {
    Finding { severity: Severity::Error, rule: rule.to_owned(), message, line: 0, column: 0, resource: None }
}
