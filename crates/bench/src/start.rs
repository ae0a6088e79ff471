//! From the start of the process to the first page.

use crate::portal;
use crate::report::{Figure, percentile};
use anyhow::Result;
use std::path::Path;

const ROUNDS: usize = 7;

pub async fn measure(program: &Path) -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let running = portal::start(program, folder.path(), "http://127.0.0.1:9", None).await?;
        times.push(running.started_in.as_secs_f64() * 1000.0);
        running.stop().await?;
    }
    let detail = format!("median of {ROUNDS}");
    let median = percentile(&mut times, 50.0);
    Ok(vec![Figure::at_most("process start to first page", median, 300.0, "ms", detail)])
}
