//! Something that is asked like a Prometheus and answers otherwise.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::net::Ipv4Addr;

/// What it answers, whatever it is asked.
#[derive(Clone, Copy, Debug)]
pub enum Endpoint {
    /// A status, and when to ask again.
    Status(u16, Option<&'static str>),
    Says(&'static str),
    /// More and more bytes.
    Endless,
    /// Fewer bytes than it announces.
    BreaksOff,
}

impl IntoResponse for Endpoint {
    fn into_response(self) -> Response {
        type Part = Result<Bytes, std::io::Error>;
        let flood = || futures::stream::repeat_with(|| Part::Ok(Bytes::from_static(&[b' '; 65_536])));
        let broken = || {
            futures::stream::iter([Part::Ok(Bytes::from_static(b"{")), Err(std::io::Error::other("broken"))])
        };
        match self {
            Endpoint::Says(words) => words.into_response(),
            Endpoint::Endless => Body::from_stream(flood()).into_response(),
            Endpoint::BreaksOff => Body::from_stream(broken()).into_response(),
            Endpoint::Status(status, again) => {
                let status = StatusCode::from_u16(status).expect("a status");
                match again {
                    Some(again) => (status, [(header::RETRY_AFTER, again)]).into_response(),
                    None => status.into_response(),
                }
            }
        }
    }
}

/// Serves it for as long as the test runs; returns its address.
pub async fn answering(endpoint: Endpoint) -> String {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let app = Router::new().fallback(move || async move { endpoint });
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}
