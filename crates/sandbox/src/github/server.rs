use super::api;
use super::faults::Faults;
use super::model::RunRecord;
use super::options::{GithubOptions, StartError};
use super::world::World;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// How long calls that are being answered may take when the stand-in stops.
const LAST_CALLS: Duration = Duration::from_secs(2);

/// A running stand-in for GitHub. It stops when this is dropped, and [`SandboxGithub::stop`] waits until it has.
pub struct SandboxGithub {
    world: Arc<World>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
}

impl SandboxGithub {
    /// Reads repositories and earlier runs, and listens.
    pub async fn start(options: GithubOptions) -> Result<Self, StartError> {
        let address = options.listen;
        let (listener, address) =
            listen(address).await.map_err(|error| StartError::Listen { address, error })?;
        let (stop, stopped) = watch::channel(false);
        let world = World::start(options, format!("http://{address}"), Faults::new(), stopped)?;
        let router = api::router(&world);
        let until = Arc::clone(&world);
        let server = tokio::spawn(async move {
            let serving =
                axum::serve(listener, router).with_graceful_shutdown(async move { until.stopped().await });
            if let Err(error) = serving.await {
                tracing::error!("the sandbox's GitHub ended: {error}");
            }
        });
        Ok(SandboxGithub { world, stop, server })
    }

    pub(super) fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// Base address of the REST API, and of the pages that people see.
    pub fn url(&self) -> String {
        self.world.base.clone()
    }

    /// What goes wrong, to be switched while it runs.
    pub fn faults(&self) -> Faults {
        self.world.faults.clone()
    }

    /// How often each operation was called, named as in GitHub's documentation.
    pub fn calls(&self) -> BTreeMap<String, u64> {
        self.world.calls.counted()
    }

    /// All runs, the oldest first.
    pub fn runs(&self) -> Vec<RunRecord> {
        self.world.read(|state| state.runs.values().map(super::model::Run::record).collect())
    }

    /// Waits until something holds for the runs, and returns them. Whoever waits sets the deadline.
    pub async fn until(&self, holds: impl Fn(&[RunRecord]) -> bool) -> Vec<RunRecord> {
        let mut changes = self.world.changes();
        loop {
            changes.mark_unchanged();
            let runs = self.runs();
            // An error would say that the stand-in is gone, which it is not.
            if holds(&runs) || changes.changed().await.is_err() {
                return runs;
            }
        }
    }

    /// Stops listening, and returns once everything is kept.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if timeout(LAST_CALLS, &mut self.server).await.is_err() {
            self.server.abort();
        }
        self.world.kept().await;
    }
}

async fn listen(address: SocketAddr) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address).await?;
    let bound = listener.local_addr()?;
    Ok((listener, bound))
}
