//! One open stream.

use super::changes::Listener;
use super::feed::Snapshot;
use super::frame;
use crate::metrics::OpenStream;
use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::stream::{self, Stream, StreamExt};
use services::Portal;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval_at};

const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often it is asked whether the reader's session or token is still good.
const STILL_GOOD: Duration = Duration::from_secs(20);

/// What a reader proved who they are with.
#[derive(Clone)]
pub enum Proof {
    Session(String),
    Token(String),
}

impl Proof {
    /// A database that does not answer is no reason to send anybody away.
    async fn holds(&self, portal: &Portal) -> bool {
        match self {
            Proof::Session(cookie) => portal.who_is(cookie).await.is_ok_and(|who| who.is_some()),
            Proof::Token(token) => match portal.bearer(token).await {
                Ok(_) => true,
                Err(error) => error.code != domain::ErrorCode::Unauthenticated,
            },
        }
    }
}

/// Who looks, since when, and until when.
pub struct Visit {
    /// Place of the newest snapshot that the reader has.
    seen: Option<i64>,
    over: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl Visit {
    pub fn new(
        portal: Portal,
        proof: Proof,
        stop: impl Future<Output = ()> + Send + 'static,
        seen: Option<i64>,
    ) -> Self {
        let expired = async move {
            loop {
                tokio::time::sleep(STILL_GOOD).await;
                if !proof.holds(&portal).await {
                    return;
                }
            }
        };
        let over = async move {
            tokio::select! { () = stop => {}, () = expired => {} }
        };
        Visit { seen, over: Box::pin(over) }
    }
}

/// Answers with a stream of events.
pub fn answer(frames: impl Stream<Item = Bytes> + Send + 'static) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // Proxies such as nginx would hold events back.
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let frames = stream::once(std::future::ready(frame::GREETING)).chain(frames);
    (headers, Body::from_stream(frames.map(Ok::<_, Infallible>))).into_response()
}

fn heartbeat() -> Interval {
    let mut interval = interval_at(tokio::time::Instant::now() + HEARTBEAT, HEARTBEAT);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// The newest snapshot, whenever there is a newer one.
pub fn snapshots(
    mut snapshots: watch::Receiver<Option<Snapshot>>,
    visit: Visit,
    open: OpenStream,
) -> impl Stream<Item = Bytes> {
    // The one that may be there already counts as new.
    snapshots.mark_changed();
    let start = (snapshots, visit, heartbeat(), open);
    stream::unfold(start, |(mut snapshots, mut visit, mut heartbeat, open)| async move {
        let frame = loop {
            tokio::select! {
                () = &mut visit.over => return None,
                changed = snapshots.changed() => {
                    changed.ok()?;
                    let newest = snapshots.borrow_and_update().clone();
                    let newer = newest.filter(|snapshot| visit.seen != Some(snapshot.seq));
                    if let Some(snapshot) = newer {
                        visit.seen = Some(snapshot.seq);
                        break snapshot.frame;
                    }
                }
                _ = heartbeat.tick() => break frame::HEARTBEAT,
            }
        };
        Some((frame, (snapshots, visit, heartbeat, open)))
    })
}

/// Every change in its order.
pub fn changes(listener: Listener, visit: Visit, open: OpenStream) -> impl Stream<Item = Bytes> {
    stream::unfold(
        (listener, visit, heartbeat(), open),
        |(mut listener, mut visit, mut heartbeat, open)| async move {
            let frame = tokio::select! {
                () = &mut visit.over => return None,
                next = listener.next() => next?,
                _ = heartbeat.tick() => frame::HEARTBEAT,
            };
            Some((frame, (listener, visit, heartbeat, open)))
        },
    )
}
