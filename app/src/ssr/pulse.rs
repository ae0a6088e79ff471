use futures::StreamExt;
use services::Portal;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Beats whenever something is committed, here or by another replica. All clones share.
#[derive(Clone, Debug, Default)]
pub struct Pulse(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    beats: AtomicU64,
    started: OnceLock<()>,
}

impl Pulse {
    /// How often it has beaten; the first call starts to listen.
    pub fn beat(&self, portal: &Portal) -> u64 {
        self.0.started.get_or_init(|| {
            let (inner, mut wakes) = (Arc::clone(&self.0), portal.watch());
            tokio::spawn(async move {
                while wakes.next().await.is_some() {
                    inner.beats.fetch_add(1, Ordering::AcqRel);
                }
            });
        });
        self.0.beats.load(Ordering::Acquire)
    }
}
