//! Telling open pages what changes.
//!
//! One task follows the store's live events. Each subject that somebody watches has a feed, which renders a snapshot
//! once and shares the bytes; slow readers skip to the newest snapshot, so nothing ever queues up.

mod changes;
mod client;
mod feed;
mod frame;
mod tail;

pub use client::{Proof, Visit};
pub use feed::Subject;

use crate::metrics::Metrics;
use crate::shutdown::Shutdown;
use axum::body::Bytes;
use axum::response::Response;
use domain::live::LiveEvent;
use domain::people::Actor;
use feed::{End, Feed, Snapshot};
use services::Portal;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{broadcast, watch};

/// Changes that a reader may be behind before it is sent to the store for them.
const BACKLOG: usize = 1024;

/// All open streams of this process. Cheap to clone.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    portal: Portal,
    metrics: Arc<Metrics>,
    shutdown: Shutdown,
    /// Newest place that was told.
    head: AtomicI64,
    feeds: Mutex<HashMap<Subject, Arc<Feed>>>,
    changes: broadcast::Sender<(i64, Bytes)>,
}

impl Live {
    /// Starts following what is committed, until the portal stops.
    pub fn start(portal: Portal, metrics: Arc<Metrics>, shutdown: Shutdown) -> Self {
        let live = Live(Arc::new(Inner {
            portal,
            metrics,
            shutdown,
            head: AtomicI64::new(0),
            feeds: Mutex::default(),
            changes: broadcast::Sender::new(BACKLOG),
        }));
        tokio::spawn(tail::follow(live.clone()));
        live
    }

    /// The answer that shows `subject` as it changes.
    pub fn watch(&self, subject: Subject, actor: &Actor, visit: Visit) -> Response {
        let kind = match &subject {
            Subject::Request { .. } => "request",
            Subject::Rollout { .. } => "rollout",
            Subject::Run { .. } => "run",
            Subject::Incident { .. } => "incident",
            Subject::Matrix(_) => "matrix",
            Subject::Health => "health",
            Subject::Unread { .. } => "unread",
        };
        let snapshots = self.subscribe(subject, actor);
        client::answer(client::snapshots(snapshots, visit, self.0.metrics.stream(kind)))
    }

    /// The answer that tells every change after `since`, or from now on.
    pub fn changes(&self, since: Option<i64>, visit: Visit) -> Response {
        let listener = changes::Listener::new(&self.0, since);
        client::answer(client::changes(listener, visit, self.0.metrics.stream("changes")))
    }

    /// Who looks, and until when.
    pub fn visit(&self, proof: Proof, seen: Option<i64>) -> Visit {
        Visit::new(self.0.portal.clone(), proof, self.0.shutdown.begun(), seen)
    }

    fn subscribe(&self, subject: Subject, actor: &Actor) -> watch::Receiver<Option<Snapshot>> {
        let mut feeds = self.0.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(feed) = feeds.get(&subject) {
            return feed.subscribe();
        }
        let feed = Arc::new(Feed::new(self.0.head.load(Ordering::Acquire)));
        let snapshots = feed.subscribe();
        feeds.insert(subject.clone(), feed.clone());
        tokio::spawn(self.clone().feed(subject, feed, actor.clone()));
        snapshots
    }

    /// Keeps a feed going for as long as somebody watches.
    async fn feed(self, subject: Subject, feed: Arc<Feed>, actor: Actor) {
        loop {
            let end = feed.run(&subject, &self.0.portal, &actor).await;
            let mut feeds = self.0.feeds.lock().unwrap_or_else(PoisonError::into_inner);
            // Somebody may have come between the last look and this lock.
            if end == End::Gone || feed.unwatched() {
                feeds.remove(&subject);
                return;
            }
        }
    }

    /// Passes on what was committed, in its order.
    fn tell(&self, events: &[LiveEvent]) {
        let Some(newest) = events.last() else {
            return;
        };
        self.0.head.store(newest.seq, Ordering::Release);
        let feeds = self.0.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        for (subject, feed) in feeds.iter() {
            if events.iter().any(|event| subject.concerned_by(event)) {
                feed.want(newest.seq);
            }
        }
        drop(feeds);
        for event in events {
            // Nobody may be listening.
            let _ = changes::frame(event).map(|frame| self.0.changes.send((event.seq, frame)));
        }
    }
}
