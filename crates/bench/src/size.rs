//! What a browser downloads for its first page besides the HTML.

use crate::report::Figure;
use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::path::Path;

pub fn measure(site: &Path) -> Result<Vec<Figure>> {
    let manifest = std::fs::read_to_string(site.join("assets.json"))
        .with_context(|| format!("{} is not built: run the build first", site.display()))?;
    let manifest: BTreeMap<String, String> = serde_json::from_str(&manifest)?;
    let named = |name: &str| manifest.get(name).with_context(|| format!("{name} is not in the manifest"));
    let mut parts = Vec::new();
    let mut sum = 0.0;
    // Modules that were split off are fetched by the pages that need them; a browser test keeps count.
    for name in ["app.js", "app.wasm", "split.js", "islands.js", "main.css"] {
        let kilobytes = compressed(&site.join(named(name)?.trim_start_matches('/')))?;
        parts.push(format!("{name} {kilobytes:.0}"));
        sum += kilobytes;
    }
    Ok(vec![Figure::at_most("wasm + JS + CSS, brotli", sum, 250.0, "KB", parts.join(", "))])
}

/// Kilobytes that are sent of a file.
fn compressed(file: &Path) -> Result<f64> {
    let sent = file.with_added_extension("br");
    let size = std::fs::metadata(&sent).with_context(|| sent.display().to_string())?.len();
    Ok(size as f64 / 1024.0)
}
