//! Where the set-up scripts put programs.

use std::path::{Path, PathBuf};

/// The program that `make test-setup` installed under this name, with all links resolved.
///
/// # Panics
/// When it is not there.
pub fn tool(name: &str) -> PathBuf {
    let link = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.tools").join(name);
    // Resolved because the user that PostgreSQL runs as may not be able to look into the checkout.
    link.canonicalize().unwrap_or_else(|_| panic!("{name} is not installed: run `make test-setup`"))
}

/// The folder of a package from npm that `make test-setup` installed.
///
/// # Panics
/// When it is not there.
pub fn npm_package(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../end2end/node_modules").join(name);
    folder.canonicalize().unwrap_or_else(|_| panic!("{name} is not installed: run `make test-setup`"))
}
