//! Stands between a caller and a server, and writes down what goes to and fro.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HOST, TRANSFER_ENCODING};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use std::sync::{Arc, Mutex};

/// One call and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub method: String,
    /// Without the prefix of an Enterprise Server.
    pub path: String,
    pub query: String,
    pub sent: Bytes,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub answer: Bytes,
}

impl Exchange {
    /// The answer's media type.
    pub fn kind(&self) -> &str {
        let kind = self.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        kind.split(';').next().unwrap_or_default()
    }
}

/// Passes calls on to `upstream`.
#[derive(Clone)]
pub struct Recorder {
    pub url: String,
    upstream: String,
    client: reqwest::Client,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

impl Recorder {
    pub async fn before(upstream: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let redirects = reqwest::redirect::Policy::none();
        let recorder = Recorder {
            url: format!("http://{}", listener.local_addr().expect("an address")),
            upstream: upstream.to_owned(),
            client: reqwest::Client::builder().redirect(redirects).build().expect("a client"),
            exchanges: Arc::default(),
        };
        let router = Router::new().fallback(pass_on).with_state(recorder.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        recorder
    }

    pub fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.lock().expect("unbroken").clone()
    }
}

async fn pass_on(State(recorder): State<Recorder>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let sent = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
    parts.headers.remove(HOST);
    let url = format!("{}{}", recorder.upstream, parts.uri);
    let call = recorder.client.request(parts.method.clone(), url).headers(parts.headers).body(sent.clone());
    let answer = call.send().await.expect("an answer");
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    headers.remove(TRANSFER_ENCODING);
    let answer = answer.bytes().await.expect("a body");
    let path = parts.uri.path();
    let exchange = Exchange {
        method: parts.method.to_string(),
        path: path.strip_prefix("/api/v3").unwrap_or(path).to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        sent,
        status,
        headers: headers.clone(),
        answer: answer.clone(),
    };
    recorder.exchanges.lock().expect("unbroken").push(exchange);
    let mut response = Response::new(Body::from(answer));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
