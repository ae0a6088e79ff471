//! Bodies of webhooks, from whoever sends them: bounded in time and, all together, in memory.
//!
//! What is held counts as it comes, not as it is announced: whoever sends a byte and falls silent keeps a kilobyte from
//! others, and that not for long.

use super::super::problem::Refusal;
use axum::body::{Body, HttpBody};
use axum::http::StatusCode;
use futures::StreamExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

/// GitHub sends no larger ones.
const LARGEST: usize = 25 * 1024 * 1024;
/// Memory is counted in so many bytes.
const UNIT: usize = 1024;
const _: () = assert!(LARGEST / UNIT <= u32::MAX as usize);

/// How long a body may take.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// From its first byte to its last. GitHub waits ten seconds for the answer.
    pub whole: Duration,
    /// Between two pieces of it.
    pub silence: Duration,
}

/// The memory for bodies that are under way.
#[derive(Clone)]
pub struct Room {
    free: Arc<Semaphore>,
    pace: Pace,
}

/// A body that has come, and the memory it takes.
pub struct Held {
    pub bytes: Vec<u8>,
    _room: Option<OwnedSemaphorePermit>,
}

impl Room {
    /// For so many of the largest bodies.
    pub fn for_largest(count: usize, pace: Pace) -> Self {
        Room { free: Arc::new(Semaphore::new(count * LARGEST / UNIT)), pace }
    }

    /// Reads a body to its end.
    ///
    /// # Errors
    /// When it is too large, too slow or breaks off, or when others take all the memory.
    pub async fn read(&self, body: Body) -> Result<Held, Refusal> {
        if body.size_hint().lower() > LARGEST as u64 {
            return Err(too_large());
        }
        let ends = Instant::now() + self.pace.whole;
        let mut pieces = body.into_data_stream();
        let mut held = Held { bytes: Vec::new(), _room: None };
        loop {
            let until = ends.min(Instant::now() + self.pace.silence);
            match timeout_at(until, pieces.next()).await.map_err(|_| too_slow())? {
                Some(Ok(piece)) => self.add(&mut held, &piece)?,
                Some(Err(_)) => return Err(Refusal::of_status(StatusCode::BAD_REQUEST)),
                None => return Ok(held),
            }
        }
    }

    fn add(&self, held: &mut Held, piece: &[u8]) -> Result<(), Refusal> {
        let wanted = held.bytes.len() + piece.len();
        if wanted > LARGEST {
            return Err(too_large());
        }
        if wanted > held.bytes.capacity() {
            // Twice as much each time, so that a body of many pieces is not copied with each of them.
            let capacity = wanted.next_power_of_two().clamp(UNIT, LARGEST);
            let more = capacity.div_ceil(UNIT) - held.bytes.capacity().div_ceil(UNIT);
            let more = u32::try_from(more).map_err(|_| too_large())?;
            // Waiting for memory would hold what is there already: better it is sent again.
            let taken = self.free.clone().try_acquire_many_owned(more).map_err(|_| no_room())?;
            match &mut held._room {
                Some(room) => room.merge(taken),
                none => *none = Some(taken),
            }
            held.bytes.reserve_exact(capacity - held.bytes.len());
        }
        held.bytes.extend_from_slice(piece);
        Ok(())
    }
}

fn too_large() -> Refusal {
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "GitHub sends no webhooks above 25 MB.")
}

fn too_slow() -> Refusal {
    let detail = "The webhook's body did not come in time. Nothing was changed; send it again.";
    Refusal::new(StatusCode::REQUEST_TIMEOUT, "unavailable", detail)
}

fn no_room() -> Refusal {
    let detail = "Too many webhooks come at once. Nothing was changed; send it again.";
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Bytes;
    use futures::stream;
    use std::convert::Infallible;

    const PACE: Pace = Pace { whole: Duration::from_secs(10), silence: Duration::from_secs(3) };

    fn in_pieces(pieces: Vec<usize>, each_after: Duration) -> Body {
        Body::from_stream(stream::iter(pieces).then(move |size| async move {
            tokio::time::sleep(each_after).await;
            Ok::<_, Infallible>(Bytes::from(vec![b'x'; size]))
        }))
    }

    async fn status(room: &Room, body: Body) -> Result<usize, StatusCode> {
        room.read(body).await.map(|held| held.bytes.len()).map_err(|refusal| refusal.status)
    }

    #[tokio::test(start_paused = true)]
    async fn bodies_that_drip_are_given_up() {
        let room = Room::for_largest(1, PACE);
        let after = Duration::from_millis;
        assert_eq!(status(&room, in_pieces(vec![1; 3], after(2_900))).await, Ok(3));
        assert_eq!(status(&room, in_pieces(vec![1], after(3_100))).await, Err(StatusCode::REQUEST_TIMEOUT));
        let dripping = in_pieces(vec![1; 1_000], after(1_000));
        assert_eq!(status(&room, dripping).await, Err(StatusCode::REQUEST_TIMEOUT));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_held_is_bounded_and_given_back() {
        let room = Room::for_largest(1, PACE);
        let announced = Body::from(vec![b'x'; LARGEST + 1]);
        assert_eq!(status(&room, announced).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
        let unannounced = in_pieces(vec![UNIT * UNIT; 26], Duration::ZERO);
        assert_eq!(status(&room, unannounced).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
        let largest = || in_pieces(vec![LARGEST / 5; 5], Duration::ZERO);
        let held = room.read(largest()).await.map(|held| (held.bytes.capacity(), held));
        assert!(matches!(&held, Ok((LARGEST, _))));
        assert_eq!(status(&room, Body::from("x")).await, Err(StatusCode::SERVICE_UNAVAILABLE));
        drop(held);
        assert_eq!(status(&room, largest()).await, Ok(LARGEST));
    }

    #[tokio::test(start_paused = true)]
    async fn announcing_much_takes_nothing_from_others() {
        let room = Room::for_largest(1, PACE);
        let silent = (0..64).map(|_| {
            let first = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"{"))]);
            let (room, body) = (room.clone(), Body::from_stream(first.chain(stream::pending())));
            tokio::spawn(async move { status(&room, body).await })
        });
        let silent: Vec<_> = silent.collect();
        tokio::task::yield_now().await;
        assert_eq!(status(&room, Body::from(vec![b'x'; LARGEST / 2])).await, Ok(LARGEST / 2));
        for body in silent {
            assert_eq!(body.await.expect("ends"), Err(StatusCode::REQUEST_TIMEOUT));
        }
    }
}
