//! What a browser downloads for its first page besides the HTML.

use crate::report::Figure;
use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::path::Path;

pub fn measure(site: &Path) -> Result<Vec<Figure>> {
    let manifest = std::fs::read_to_string(site.join("assets.json"))
        .with_context(|| format!("{} is not built: run the build first", site.display()))?;
    let manifest: BTreeMap<String, String> = serde_json::from_str(&manifest)?;
    let mut parts = Vec::new();
    let mut sum = 0.0;
    for (name, path) in &manifest {
        let counts = [".wasm", ".js", ".css"].iter().any(|ending| name.ends_with(ending));
        if counts {
            let file = site.join(format!("{}.br", path.trim_start_matches('/')));
            let kilobytes =
                std::fs::metadata(&file).with_context(|| file.display().to_string())?.len() as f64 / 1024.0;
            parts.push(format!("{name} {kilobytes:.0}"));
            sum += kilobytes;
        }
    }
    Ok(vec![Figure::at_most("wasm + JS + CSS, brotli", sum, 250.0, "KB", parts.join(", "))])
}
