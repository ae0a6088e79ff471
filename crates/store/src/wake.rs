//! Waking whoever waits for commits: here, and on PostgreSQL in all replicas.

use crate::dialect::CHANNEL;
use crate::error::{Result, store_error};
use futures::StreamExt;
use futures::stream::BoxStream;
use sqlx::AnyPool;
use sqlx::postgres::PgListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio_stream::wrappers::WatchStream;

/// How long to wait before listening again after the database went away.
const PAUSE: Duration = Duration::from_millis(500);

/// Tells that something was committed. Several commits may become one wake-up; none is lost.
#[derive(Debug)]
pub(crate) struct Wake {
    newest: Arc<watch::Sender<i64>>,
    listener: Option<AbortHandle>,
}

impl Wake {
    /// Hears this process's commits only.
    pub fn local(head: i64) -> Self {
        Wake { newest: Arc::new(watch::Sender::new(head)), listener: None }
    }

    /// Hears all replicas' commits.
    pub async fn listening(head: i64, url: &str, readers: AnyPool) -> Result<Self> {
        let listener = connect(url).await.map_err(store_error)?;
        let newest = Arc::new(watch::Sender::new(head));
        let task = tokio::spawn(listen(listener, url.to_owned(), newest.clone(), readers));
        Ok(Wake { newest, listener: Some(task.abort_handle()) })
    }

    /// Wakes everybody; `live_seq` is the newest place that the caller knows of.
    pub fn ring(&self, live_seq: i64) {
        ring(&self.newest, live_seq);
    }

    /// One item for every wake-up from now on.
    pub fn stream(&self) -> BoxStream<'static, i64> {
        WatchStream::from_changes(self.newest.subscribe()).boxed()
    }

    pub fn stop(&self) {
        if let Some(listener) = &self.listener {
            listener.abort();
        }
    }
}

impl Drop for Wake {
    fn drop(&mut self) {
        self.stop();
    }
}

fn ring(newest: &watch::Sender<i64>, live_seq: i64) {
    newest.send_modify(|known| *known = live_seq.max(*known));
}

async fn connect(url: &str) -> std::result::Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    // An outage is dealt with below, in one way for all kinds of it.
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// Passes notifications on for as long as the task lives.
async fn listen(mut listener: PgListener, url: String, newest: Arc<watch::Sender<i64>>, readers: AnyPool) {
    loop {
        while let Ok(Some(notification)) = listener.try_recv().await {
            ring(&newest, notification.payload().parse().unwrap_or_default());
        }
        tracing::warn!("the connection that tells about other replicas' commits was lost");
        listener = connect_again(&url).await;
        // For what was committed meanwhile.
        ring(&newest, crate::read::live_head(&readers).await.unwrap_or_default());
    }
}

async fn connect_again(url: &str) -> PgListener {
    loop {
        match connect(url).await {
            Ok(listener) => return listener,
            Err(error) => tracing::debug!(%error, "the database does not answer yet"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}
