//! Temporary folders that vanish even when a test is killed.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Waits for its input to end, which happens however the owner ends, and lets other programs finish writing.
const REMOVER: &str = r#"cat >/dev/null; rm -rf "$1"; [ ! -e "$1" ] || { sleep 2; rm -rf "$1"; }"#;

/// An empty folder that is removed when this value is dropped or its process dies.
pub struct Scratch {
    path: PathBuf,
    remover: Child,
}

impl Scratch {
    /// Makes a new folder in the system's place for temporary files.
    pub fn new() -> Self {
        let path = tempfile::Builder::new()
            .prefix("slipway-test-")
            .tempdir()
            .expect("a temporary folder can be made")
            .keep();
        let remover = Command::new("sh")
            .args(["-c", REMOVER, "sh"])
            .arg(&path)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("sh starts");
        Self { path, remover }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(self.remover.stdin.take());
        let _ = self.remover.wait();
    }
}
