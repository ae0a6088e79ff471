//! Telling open pages what changes.
//!
//! One task follows the store's live events. Each subject that somebody watches has a feed, which renders a snapshot
//! once and shares the bytes; slow readers skip to the newest snapshot, so nothing ever queues up.

mod changes;
mod client;
mod feed;
mod frame;
mod tail;

pub use client::{Proof, Visit, left_off};
pub use feed::Subject;

use crate::metrics::Metrics;
use crate::shutdown::Shutdown;
use axum::response::Response;
use client::{Naming, Part};
use domain::live::LiveEvent;
use domain::people::Actor;
use feed::{End, Feed, Snapshot};
use frame::Event;
use services::Portal;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{broadcast, watch};

/// Changes that a reader may be behind before it is sent to the store for them.
const BACKLOG: usize = 1024;

/// What a stream can tell.
#[derive(Clone, Debug)]
pub enum Source {
    /// Whole snapshots of one thing.
    Of(Subject),
    /// Every change after this place, or from now on.
    Changes { since: Option<i64> },
}

impl Source {
    /// Stable name for metrics.
    fn kind(&self) -> &'static str {
        match self {
            Source::Of(Subject::Request { .. }) => "request",
            Source::Of(Subject::Rollout { .. }) => "rollout",
            Source::Of(Subject::Run { .. }) => "run",
            Source::Of(Subject::Incident { .. }) => "incident",
            Source::Of(Subject::Incidents) => "incidents",
            Source::Of(Subject::Matrix(_)) => "matrix",
            Source::Of(Subject::Health) => "health",
            Source::Of(Subject::Unread { .. }) => "unread",
            Source::Changes { .. } => "changes",
        }
    }
}

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
    changes: broadcast::Sender<(i64, Event)>,
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

    /// The answer that shows one thing as it changes, from where the reader left off.
    pub fn watch(&self, source: Source, actor: &Actor, seen: Option<i64>, visit: Visit) -> Response {
        let open = self.0.metrics.stream(source.kind());
        client::answer(vec![self.part(source, actor, seen)], Naming::Plain, visit, open)
    }

    /// The answer that shows all of them in one stream. Each has its own feed, so what is for one reader alone is shared with
    /// nobody: it meets the rest in this stream only.
    pub fn watch_all(&self, sources: Vec<(Source, Option<i64>)>, actor: &Actor, visit: Visit) -> Response {
        let parts = sources.into_iter().map(|(source, seen)| self.part(source, actor, seen)).collect();
        client::answer(parts, Naming::ByPart, visit, self.0.metrics.stream("page"))
    }

    fn part(&self, source: Source, actor: &Actor, seen: Option<i64>) -> Part {
        match source {
            Source::Of(subject) => Part::Snapshots(self.subscribe(subject, actor), seen),
            Source::Changes { since } => {
                let since = seen.or(since);
                Part::Changes(Box::new(changes::Listener::new(&self.0, since)), since)
            }
        }
    }

    /// Who looks, and until when.
    pub fn visit(&self, proof: Proof) -> Visit {
        Visit::new(self.0.portal.clone(), proof, self.0.shutdown.begun())
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
            let _ = changes::told(event).map(|told| self.0.changes.send((event.seq, told)));
        }
    }
}
