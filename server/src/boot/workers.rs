use crate::metrics::Metrics;
use crate::shutdown::Shutdown;
use services::{Portal, Worker};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// The worker of this process.
pub struct Workers(JoinHandle<()>);

impl Workers {
    /// Starts taking jobs, until the portal stops.
    pub fn start(portal: Portal, name: Option<&str>, metrics: Arc<Metrics>, shutdown: &Shutdown) -> Self {
        let name = name.map_or_else(own_name, str::to_owned);
        let worker = Worker::new(portal, name).observed(move |report| metrics.job(&report));
        Workers(tokio::spawn(worker.run(shutdown.begun())))
    }

    /// Waits for the jobs under way. Those that take longer are left to the next worker, once their leases end.
    pub async fn drained(self, patience: Duration) {
        if tokio::time::timeout(patience, self.0).await.is_err() {
            tracing::warn!("jobs still under way are left to the next worker");
        }
    }
}

/// Differs from every other worker's, also from those of this process's predecessors.
fn own_name() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{}-{}-{}", host.trim(), std::process::id(), uuid::Uuid::now_v7().simple())
}
