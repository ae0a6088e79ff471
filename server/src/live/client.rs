//! One open stream: of one subject, or of all that a page shows.

use super::changes::Listener;
use super::feed::Snapshot;
use super::frame::{self, Event};
use crate::metrics::OpenStream;
use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::stream::{self, BoxStream, SelectAll, Stream, StreamExt};
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

/// Who looks, and until when.
pub struct Visit(Pin<Box<dyn Future<Output = ()> + Send>>);

impl Visit {
    pub fn new(portal: Portal, proof: Proof, stop: impl Future<Output = ()> + Send + 'static) -> Self {
        let expired = async move {
            loop {
                tokio::time::sleep(STILL_GOOD).await;
                if !proof.holds(&portal).await {
                    return;
                }
            }
        };
        Visit(Box::pin(async move {
            tokio::select! { () = stop => {}, () = expired => {} }
        }))
    }
}

/// What one stream tells.
pub enum Part {
    /// The newest snapshot, whenever there is a newer one than the reader has.
    Snapshots(watch::Receiver<Option<Snapshot>>, Option<i64>),
    /// Every change in its order.
    Changes(Box<Listener>, Option<i64>),
}

/// The place that was reached, and what is to be told.
type News = (i64, Vec<Event>);

impl Part {
    /// Where the reader left off.
    fn seen(&self) -> Option<i64> {
        match self {
            Part::Snapshots(_, seen) | Part::Changes(_, seen) => *seen,
        }
    }

    fn news(self) -> BoxStream<'static, News> {
        match self {
            Part::Snapshots(mut snapshots, seen) => {
                // The one that may be there already counts as new.
                snapshots.mark_changed();
                stream::unfold((snapshots, seen), newer).boxed()
            }
            Part::Changes(listener, _) => {
                let next = |mut listener: Box<Listener>| async move {
                    let (seq, event) = listener.next().await?;
                    Some(((seq, vec![event]), listener))
                };
                stream::unfold(listener, next).boxed()
            }
        }
    }
}

type Snapshots = (watch::Receiver<Option<Snapshot>>, Option<i64>);

async fn newer((mut snapshots, seen): Snapshots) -> Option<(News, Snapshots)> {
    loop {
        snapshots.changed().await.ok()?;
        let newest = snapshots.borrow_and_update().clone();
        if let Some(snapshot) = newest.filter(|snapshot| seen != Some(snapshot.seq)) {
            return Some(((snapshot.seq, snapshot.events), (snapshots, Some(snapshot.seq))));
        }
    }
}

/// How events of a stream are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// By what they are; their id is a place in the live stream.
    Plain,
    /// Also by the part that they come from; their id holds the place of every part.
    ByPart,
}

/// Answers with a stream of events.
pub fn answer(parts: Vec<Part>, naming: Naming, visit: Visit, open: OpenStream) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // Proxies such as nginx would hold events back.
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let frames = stream::once(std::future::ready(frame::GREETING)).chain(frames(parts, naming, visit, open));
    (headers, Body::from_stream(frames.map(Ok::<_, Infallible>))).into_response()
}

struct Merged {
    news: SelectAll<BoxStream<'static, (usize, Option<News>)>>,
    places: Vec<Option<i64>>,
    naming: Naming,
    visit: Visit,
    heartbeat: Interval,
    _open: OpenStream,
}

/// Everything that all parts tell. When one of them ends so does the whole, and the reader comes again and learns why.
fn frames(
    parts: Vec<Part>,
    naming: Naming,
    visit: Visit,
    open: OpenStream,
) -> impl Stream<Item = Bytes> + Send {
    let places = parts.iter().map(Part::seen).collect();
    let numbered = parts.into_iter().enumerate().map(|(channel, part)| {
        let news = part.news().map(Some).chain(stream::once(std::future::ready(None)));
        news.map(move |news| (channel, news)).boxed()
    });
    let news = stream::select_all(numbered);
    let merged = Merged { news, places, naming, visit, heartbeat: heartbeat(), _open: open };
    stream::unfold(merged, |mut merged| async move { Some((merged.next().await?, merged)) })
        .flat_map(stream::iter)
}

impl Merged {
    async fn next(&mut self) -> Option<Vec<Bytes>> {
        tokio::select! {
            () = &mut self.visit.0 => None,
            news = self.news.next() => {
                let (channel, news) = news?;
                let (place, events) = news?;
                Some(self.told(channel, place, &events))
            }
            _ = self.heartbeat.tick() => Some(vec![frame::HEARTBEAT]),
        }
    }

    fn told(&mut self, channel: usize, place: i64, events: &[Event]) -> Vec<Bytes> {
        if let Some(known) = self.places.get_mut(channel) {
            *known = Some(place);
        }
        let (id, channel) = match self.naming {
            Naming::Plain => (place.to_string(), None),
            Naming::ByPart => (places(&self.places), Some(channel)),
        };
        events.iter().flat_map(|event| event.told(&id, channel)).collect()
    }
}

/// The places of all parts as one id; `-` for those that have told nothing yet.
fn places(places: &[Option<i64>]) -> String {
    let told = |place: &Option<i64>| place.map_or_else(|| "-".to_owned(), |place| place.to_string());
    places.iter().map(told).collect::<Vec<_>>().join(".")
}

/// The opposite. An id that was made for other parts says nothing.
pub fn left_off(id: &str, parts: usize) -> Vec<Option<i64>> {
    let places: Vec<Option<i64>> = id.split('.').map(|place| place.parse().ok()).collect();
    if places.len() == parts { places } else { vec![None; parts] }
}

fn heartbeat() -> Interval {
    let mut interval = interval_at(tokio::time::Instant::now() + HEARTBEAT, HEARTBEAT);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_comes_back_to_where_each_part_was() {
        let table = [
            ("7", 1, vec![Some(7)]),
            ("7.-.3", 3, vec![Some(7), None, Some(3)]),
            ("7.3", 3, vec![None, None, None]),
            ("", 1, vec![None]),
            ("x.9", 2, vec![None, Some(9)]),
        ];
        for (id, parts, expected) in table {
            assert_eq!(left_off(id, parts), expected, "{id}");
        }
        assert_eq!(places(&left_off("7.-.3", 3)), "7.-.3");
    }
}
