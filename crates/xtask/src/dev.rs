//! `xtask dev`: the portal, built and started again after every change.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::{Context, Result};
use notify::{RecursiveMode, Watcher};

use crate::project::{cargo, root, succeed, target};
use crate::{build, wasm};

/// What a change in which matters.
const WATCHED: &[&str] = &["app", "server", "crates", "style", "public", "migrations", "Cargo.toml"];
/// Editors write several files at once.
const QUIET: Duration = Duration::from_millis(200);

#[derive(clap::Args)]
pub struct Arguments {
    /// Arguments for the portal
    #[arg(trailing_var_arg = true, required = true, allow_hyphen_values = true)]
    portal: Vec<String>,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let changes = Changes::watch()?;
    let mut portal = None;
    loop {
        match rebuild() {
            Ok(()) => {
                portal.take().map_or(Ok(()), stop)?;
                portal = Some(start(&arguments.portal)?);
            }
            // The old one keeps running while the mistake is mended.
            Err(error) => eprintln!("{error:#}"),
        }
        changes.wait()?;
    }
}

fn rebuild() -> Result<()> {
    succeed(&mut cargo(&["build", "--locked", "-p", "server"]))?;
    build::site(wasm::Kind::Dev)
}

fn start(arguments: &[String]) -> Result<Child> {
    Command::new(target().join("debug/slipway"))
        .args(arguments)
        .current_dir(root())
        .spawn()
        .context("the portal cannot be started")
}

/// Asks the portal to stop in an orderly way, so that the sandbox cloud keeps its state.
fn stop(mut portal: Child) -> Result<()> {
    if portal.try_wait()?.is_none() {
        succeed(Command::new("kill").arg(portal.id().to_string()))?;
    }
    portal.wait()?;
    Ok(())
}

struct Changes {
    events: Receiver<()>,
    // Watching ends when this is dropped.
    _watcher: notify::RecommendedWatcher,
}

impl Changes {
    fn watch() -> Result<Self> {
        let (sender, events) = channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if event.is_ok_and(|event| matters(&event)) {
                // Fails only when nobody waits any more.
                let _ = sender.send(());
            }
        })?;
        for path in WATCHED.iter().map(|name| root().join(name)).filter(|path| path.exists()) {
            watcher.watch(&path, RecursiveMode::Recursive)?;
        }
        Ok(Self { events, _watcher: watcher })
    }

    /// Returns once something changed and then nothing for a moment.
    fn wait(&self) -> Result<()> {
        self.events.recv().context("the watcher ended")?;
        loop {
            match self.events.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => return Ok(()),
                Err(RecvTimeoutError::Disconnected) => anyhow::bail!("the watcher ended"),
            }
        }
    }
}

/// Reading is not a change, and editors' own files are none either.
fn matters(event: &notify::Event) -> bool {
    let source = |path: &PathBuf| {
        path.extension().is_some_and(|extension| {
            ["rs", "css", "toml", "svg", "sql", "json", "ftl"].iter().any(|known| extension == *known)
        })
    };
    !event.kind.is_access()
        && event.paths.iter().any(source)
        && !event.paths.iter().all(|path| is_hidden(path))
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}
