//! What a connection is busy with.

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use http_body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

/// How many requests of a connection are under way. Cheap to clone.
#[derive(Clone)]
pub struct UnderWay(Arc<watch::Sender<Counts>>);

#[derive(Clone, Copy, Default)]
struct Counts {
    begun: u64,
    ended: u64,
}

impl Default for UnderWay {
    fn default() -> Self {
        UnderWay(Arc::new(watch::Sender::new(Counts::default())))
    }
}

impl UnderWay {
    /// Counts a request until what is returned is dropped.
    pub fn begin(&self) -> Count {
        self.0.send_modify(|counts| counts.begun += 1);
        Count(self.clone())
    }

    /// Waits until nothing was under way for so long, before the first request or after one.
    pub async fn idle(&self, until_first: Duration, until_next: Duration) {
        let mut counts = self.0.subscribe();
        loop {
            // The sender is ours, hence there always is one.
            let resting =
                counts.wait_for(|counts| counts.begun == counts.ended).await.map(|counts| counts.begun);
            let begun = resting.unwrap_or_default();
            let patience = if begun == 0 { until_first } else { until_next };
            if timeout(patience, counts.wait_for(|counts| counts.begun > begun)).await.is_err() {
                return;
            }
        }
    }
}

/// One request that is under way.
pub struct Count(UnderWay);

impl Drop for Count {
    fn drop(&mut self) {
        self.0.0.send_modify(|counts| counts.ended += 1);
    }
}

impl Count {
    /// The answer, which is under way to its last byte.
    pub fn until_sent(self, answer: Response) -> Response {
        answer.map(|body| Body::new(Counted { body, _count: self }))
    }
}

/// A body that is counted as long as it is there.
struct Counted {
    body: Body,
    _count: Count,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
