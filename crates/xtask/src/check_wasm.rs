//! `xtask check-wasm`: server crates must not be dragged into the browser.

use anyhow::{Context, Result, bail, ensure};

use crate::project::cargo;

/// Crates that do I/O or speak to databases and clouds. A trailing `*` stands for anything.
const FORBIDDEN: &[&str] = &[
    "adapters",
    "aws-*",
    "axum",
    "axum-core",
    "hyper",
    "hyper-util",
    "mio",
    "notify",
    "ring",
    "rustls",
    "sandbox",
    "services",
    "simulated",
    "socket2",
    "sqlx",
    "sqlx-*",
    "store",
    "template",
    "tower-http",
];

/// Features of tokio that need an operating system.
const TOKIO_FEATURES: &[&str] = &["full", "net", "process", "rt-multi-thread", "signal", "fs"];

pub fn run() -> Result<()> {
    let output = cargo(&["tree", "--locked", "-p", "frontend", "--target", "wasm32-unknown-unknown"])
        .args(["-e", "normal", "--prefix", "none", "--format", "{p}|{f}"])
        .output()
        .context("cargo cannot be started")?;
    ensure!(output.status.success(), "cargo tree failed:\n{}", String::from_utf8_lossy(&output.stderr));
    let found = offenders(&String::from_utf8_lossy(&output.stdout));
    if !found.is_empty() {
        bail!(
            "the WebAssembly build contains server code: {}; `cargo tree -p frontend --target wasm32-unknown-unknown -i NAME` shows the way in",
            found.join(", ")
        );
    }
    Ok(())
}

/// The lines of `cargo tree`, `name version (path)|feature,feature`, that must not be there.
fn offenders(tree: &str) -> Vec<String> {
    let mut found: Vec<String> = tree.lines().filter_map(offence).collect();
    found.sort();
    found.dedup();
    found
}

fn offence(line: &str) -> Option<String> {
    let (package, features) = line.split_once('|')?;
    let name = package.split_whitespace().next()?;
    if FORBIDDEN.iter().any(|pattern| matches(pattern, name)) {
        return Some(name.to_owned());
    }
    let mut features = features.split([',', ' ']);
    let feature = features.find(|feature| name == "tokio" && TOKIO_FEATURES.contains(feature))?;
    Some(format!("tokio with {feature}"))
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_crates_and_tokio_with_sockets_are_found() {
        let tree = "app v0.1.0 (/checkout/app)|hydrate\ntokio v1.54.1|default,sync\nsqlx-core v0.9.0|json (*)\n\
                    tokio v1.54.1|net,sync\nmio v1.1.0|net\nmio v1.1.0|net (*)";
        assert_eq!(offenders(tree), ["mio", "sqlx-core", "tokio with net"]);
    }

    #[test]
    fn a_browser_build_passes() {
        let tree =
            "domain v0.1.0 (/checkout/crates/domain)|\nleptos v0.8.23|hydrate,islands\ntokio v1.54.1|sync";
        assert_eq!(offenders(tree), Vec::<String>::new());
    }
}
