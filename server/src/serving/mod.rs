//! The HTTP server around the router.

mod connection;
mod under_way;

use crate::config::Config;
use crate::http::{self, AppState, Shared};
use crate::live::Live;
use crate::metrics::Metrics;
use crate::shutdown::Shutdown;
use axum::Router;
use axum::serve::{Listener, ListenerExt};
use services::Portal;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

/// Takes the address, or says in one sentence why not.
pub async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow::anyhow!(
            "port {} is taken by another program: stop it, or choose another port",
            address.port()
        ),
        ErrorKind::PermissionDenied => {
            anyhow::anyhow!("this user may not listen on port {}: choose one above 1023", address.port())
        }
        _ => anyhow::anyhow!("cannot listen on {address}: {error}"),
    })
}

/// A server that is ready to run.
pub struct Serving {
    router: Router,
    shutdown: Shutdown,
    /// How long requests under way may take once the portal stops.
    drain: Duration,
}

impl Serving {
    pub fn new(config: &Config, portal: Portal, metrics: Arc<Metrics>, shutdown: Shutdown) -> Self {
        let state = AppState::new(Shared {
            live: Live::start(portal.clone(), metrics.clone(), shutdown.clone()),
            portal,
            metrics,
            shutdown: shutdown.clone(),
            site: http::site(&config.server.site, config.sandbox),
            public_url: config.server.public_url.clone(),
            webhook_secret: config.github.webhook_secret.as_ref().map(|secret| secret.expose().to_owned()),
            secure: config.secure(),
        });
        let router = http::router(state, &config.server.site, config.server.request_timeout);
        Serving { router, shutdown, drain: config.server.drain }
    }

    /// Answers requests until the portal stops, and then those that are under way.
    pub async fn run(self, listener: TcpListener) {
        let mut listener = listener.tap_io(|stream| {
            // Without it small answers wait for the acknowledgement of earlier ones. Harmless when it fails.
            let _ = stream.set_nodelay(true);
        });
        let connections = TaskTracker::new();
        let mut stop = pin!(self.shutdown.begun());
        loop {
            tokio::select! {
                () = &mut stop => break,
                (stream, _) = listener.accept() => {
                    connections.spawn(connection::serve(stream, self.router.clone(), self.shutdown.clone()));
                }
            }
        }
        // Nobody new is let in, and whoever asks is told at once.
        drop(listener);
        connections.close();
        if timeout(self.drain, connections.wait()).await.is_err() {
            tracing::warn!("requests still under way are cut off");
        }
    }
}
