//! Checks the files named on standard input, one a line, and prints one JSON object for each: for measuring the
//! rules against many templates.

use std::io::{self, BufRead, Write};
use std::time::Instant;

fn main() -> io::Result<()> {
    let _rules = template::hold_rules();
    let name = domain::names::TemplateName::parse("measured").map_err(io::Error::other)?;
    let mut out = io::stdout().lock();
    for path in io::stdin().lock().lines() {
        let path = path?;
        let source = std::fs::read(&path)?;
        let start = Instant::now();
        let reading = template::check(&name, &source);
        let line = serde_json::json!({
            "file": path,
            "parsed": reading.template.is_some(),
            "micros": start.elapsed().as_micros(),
            "findings": reading.findings,
        });
        writeln!(out, "{line}")?;
    }
    Ok(())
}
