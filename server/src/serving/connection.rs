//! One connection, from its first byte to its end.
//!
//! Nobody may hold one for nothing: neither by sending the head of a request slowly or never, nor by keeping it after
//! the last answer. What is under way, a live stream above all, has all the time it needs.

use super::under_way::UnderWay;
use crate::shutdown::Shutdown;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tower::ServiceExt;

/// A connection is made in order to send a request on it.
const UNTIL_FIRST: Duration = Duration::from_secs(15);
/// Longer than the proxies in front keep theirs (mostly 60 seconds), so that none sends a request into one that ends.
const UNTIL_NEXT: Duration = Duration::from_secs(75);

/// Answers requests until either side has had enough. HTTP/1 and, for those who begin with it, HTTP/2.
pub async fn serve(io: impl AsyncRead + AsyncWrite + Send + Unpin + 'static, router: Router, stop: Shutdown) {
    let under_way = UnderWay::default();
    let counted = under_way.clone();
    let service = tower::service_fn(move |request: Request<Incoming>| {
        let answered = router.clone().oneshot(request.map(Body::new));
        let count = counted.begin();
        async move { Ok::<_, Infallible>(count.until_sent(answered.await?)) }
    });
    let builder = Builder::new(TokioExecutor::new());
    let mut connection = pin!(builder.serve_connection(TokioIo::new(io), TowerToHyperService::new(service)));
    let mut idle = pin!(under_way.idle(UNTIL_FIRST, UNTIL_NEXT));
    let mut stopping = pin!(stop.begun());
    let mut told = false;
    loop {
        tokio::select! {
            ended = &mut connection => {
                if let Err(error) = ended {
                    tracing::trace!("a connection broke off: {error}");
                }
                return;
            }
            () = &mut idle => return,
            () = &mut stopping, if !told => {
                connection.as_mut().graceful_shutdown();
                told = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use futures::stream;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
    use tokio::task::JoinHandle;
    use tokio::time::Instant;

    const HALF_A_HEAD: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ";
    const WHOLE: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    /// HTTP/2: its preface, and empty settings.
    const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

    fn connected(stop: &Shutdown) -> (DuplexStream, JoinHandle<()>) {
        let live = || async {
            Body::from_stream(stream::unfold((), |()| async {
                tokio::time::sleep(Duration::from_secs(20)).await;
                Some((Ok::<_, Infallible>("beat\n"), ()))
            }))
        };
        let router = Router::new().route("/", get(|| async { "whole" })).route("/live", get(live));
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        (ours, tokio::spawn(serve(theirs, router, stop.clone())))
    }

    /// After what time the portal hangs up.
    async fn hung_up(mut connection: DuplexStream) -> Duration {
        let (mut bytes, began) = (Vec::new(), Instant::now());
        // One that is cut off is as much at its end.
        let _ = connection.read_to_end(&mut bytes).await;
        // Timers are up to a millisecond late.
        Duration::from_millis(u64::try_from(began.elapsed().as_millis() / 100 * 100).expect("short"))
    }

    async fn until(connection: &mut DuplexStream, end: &str) -> String {
        let mut text = String::new();
        while !text.ends_with(end) {
            text.push(char::from(connection.read_u8().await.expect("an answer")));
        }
        text
    }

    #[tokio::test(start_paused = true)]
    async fn who_sends_no_whole_head_is_hung_up_on() {
        for begun in [b"".as_slice(), b"P", HALF_A_HEAD, PREFACE] {
            let (mut connection, _) = connected(&Shutdown::default());
            connection.write_all(begun).await.expect("written");
            assert_eq!(hung_up(connection).await, UNTIL_FIRST, "{begun:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_sends_nothing_more_is_hung_up_on_later() {
        for more in [b"".as_slice(), HALF_A_HEAD] {
            let (mut connection, _) = connected(&Shutdown::default());
            for _ in 0..3 {
                connection.write_all(WHOLE).await.expect("written");
                assert!(until(&mut connection, "whole").await.starts_with("HTTP/1.1 200 OK\r\n"));
                tokio::time::sleep(UNTIL_NEXT / 2).await;
            }
            connection.write_all(more).await.expect("written");
            assert_eq!(hung_up(connection).await, UNTIL_NEXT / 2, "{more:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_under_way_has_time_and_ends_with_the_portal() {
        let stop = Shutdown::default();
        let (mut connection, served) = connected(&stop);
        connection.write_all(b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("written");
        for _ in 0..20 {
            until(&mut connection, "beat\n\r\n").await;
        }
        stop.begin();
        until(&mut connection, "beat\n\r\n").await;
        assert!(!served.is_finished(), "streams end by themselves when the portal stops");
        let (idle, served) = connected(&stop);
        assert_eq!(hung_up(idle).await, Duration::ZERO, "nobody waits for what has not begun");
        served.await.expect("no panic");
    }

    #[tokio::test(start_paused = true)]
    async fn answers_keep_their_length() {
        let (mut connection, _) = connected(&Shutdown::default());
        connection.write_all(WHOLE).await.expect("written");
        assert!(until(&mut connection, "whole").await.contains("content-length: 5\r\n"));
    }
}
