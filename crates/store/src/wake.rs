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
    newest: Bell,
    listener: Option<AbortHandle>,
}

/// Wakes everybody here; the value is the newest live place that anybody knows of.
#[derive(Clone, Debug)]
pub(crate) struct Bell(Arc<watch::Sender<i64>>);

impl Bell {
    fn new(head: i64) -> Self {
        Bell(Arc::new(watch::Sender::new(head)))
    }

    /// `live_seq` is the newest place that the caller knows of.
    pub fn ring(&self, live_seq: i64) {
        self.0.send_modify(|known| *known = live_seq.max(*known));
    }
}

impl Wake {
    /// Hears this process's commits only.
    pub fn local(head: i64) -> Self {
        Wake { newest: Bell::new(head), listener: None }
    }

    /// Hears all replicas' commits.
    pub async fn listening(head: i64, url: &str, readers: AnyPool) -> Result<Self> {
        let listener = connect(url).await.map_err(store_error)?;
        let newest = Bell::new(head);
        let task = tokio::spawn(listen(listener, url.to_owned(), newest.clone(), readers));
        Ok(Wake { newest, listener: Some(task.abort_handle()) })
    }

    /// For whoever commits.
    pub fn bell(&self) -> Bell {
        self.newest.clone()
    }

    /// One item for every wake-up from now on.
    pub fn stream(&self) -> BoxStream<'static, i64> {
        WatchStream::from_changes(self.newest.0.subscribe()).boxed()
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

async fn connect(url: &str) -> std::result::Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    // An outage is dealt with below, in one way for all kinds of it.
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// Passes notifications on for as long as the task lives.
async fn listen(mut listener: PgListener, url: String, newest: Bell, readers: AnyPool) {
    loop {
        while let Ok(Some(notification)) = listener.try_recv().await {
            newest.ring(notification.payload().parse().unwrap_or_default());
        }
        tracing::warn!("the connection that tells about other replicas' commits was lost");
        listener = connect_again(&url).await;
        // For what was committed meanwhile.
        newest.ring(crate::read::live_head(&readers).await.unwrap_or_default());
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
