//! Asking services over HTTP how they are.

use async_trait::async_trait;
use http_body_util::Empty;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::TokioExecutor;
use services::ports::Probes;
use std::time::Duration;

/// A service that takes longer is not well.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Questions over HTTP. Redirects are not followed: a probe names the address that is meant.
#[derive(Clone, Debug)]
pub struct HttpProbes {
    client: Client<HttpsConnector<HttpConnector>, Empty<&'static [u8]>>,
}

impl HttpProbes {
    /// Trusts what the system trusts.
    ///
    /// # Errors
    /// When the system's roots of trust cannot be read.
    pub fn new() -> std::io::Result<Self> {
        let connector =
            HttpsConnectorBuilder::new().with_native_roots()?.https_or_http().enable_http1().build();
        Ok(HttpProbes { client: Client::builder(TokioExecutor::new()).build(connector) })
    }
}

#[async_trait]
impl Probes for HttpProbes {
    async fn get(&self, url: &str) -> Result<(), String> {
        let url = url.parse().map_err(|error| format!("{url} is no address: {error}"))?;
        match tokio::time::timeout(TIMEOUT, self.client.get(url)).await {
            Ok(Ok(answer)) if answer.status().is_success() => Ok(()),
            Ok(Ok(answer)) => Err(format!("it answers with HTTP {}", answer.status().as_u16())),
            Ok(Err(error)) => Err(why(&error)),
            Err(_) => Err(format!("no answer within {} s", TIMEOUT.as_secs())),
        }
    }
}

fn why(error: &Error) -> String {
    match error.is_connect() {
        true => "it cannot be reached".to_owned(),
        false => "it hung up without an answer".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::get;

    #[tokio::test]
    async fn only_good_answers_are_good() {
        let router = Router::new()
            .route("/well", get(|| async { "well" }))
            .route("/ill", get(|| async { StatusCode::SERVICE_UNAVAILABLE }))
            .route("/elsewhere", get(|| async { axum::response::Redirect::to("/well") }));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        let probes = HttpProbes::new().expect("a client");
        assert_eq!(probes.get(&format!("{address}/well")).await, Ok(()));
        let ill = probes.get(&format!("{address}/ill")).await;
        assert_eq!(ill, Err("it answers with HTTP 503".to_owned()));
        assert!(probes.get(&format!("{address}/elsewhere")).await.is_err());
        assert!(probes.get("nonsense").await.is_err());
        server.abort();
        let _ = server.await;
        assert_eq!(probes.get("http://127.0.0.1:9/").await, Err("it cannot be reached".to_owned()));
    }
}
