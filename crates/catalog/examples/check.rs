//! Checks the files that are named and prints one JSON object for each: for measuring the rules against many files.

use std::io::{self, Write};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for path in std::env::args().skip(1) {
        let report = catalog::report(&path, &std::fs::read(&path)?);
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    }
    Ok(())
}
