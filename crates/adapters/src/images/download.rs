//! Reading layers from the addresses that ECR signs. Whoever has one may read the layer, so none is repeated in words.

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use services::ports::CloudError;
use std::time::Duration;

/// For the first byte, and between two.
const PATIENCE: Duration = Duration::from_secs(30);

/// Somebody who reads layers.
pub(super) struct Reader(Client<HttpsConnector<HttpConnector>, Empty<&'static [u8]>>);

impl Reader {
    /// Trusts what the system trusts.
    pub fn new() -> Result<Self, CloudError> {
        let roots = HttpsConnectorBuilder::new().with_native_roots();
        let roots = roots.map_err(|error| {
            CloudError::Refused(format!("the system's certificates cannot be read: {error}"))
        })?;
        Ok(Reader(Client::builder(TokioExecutor::new()).build(roots.https_or_http().enable_http1().build())))
    }

    /// Opens a layer. `what` names it for people.
    pub async fn open(&self, address: &str, what: &str) -> Result<Layer, CloudError> {
        let broken = |why: &str| CloudError::Unavailable(format!("reading {what} failed: {why}"));
        let request = Request::get(address).body(Empty::new()).map_err(|_| broken("its address is none"))?;
        let answer = tokio::time::timeout(PATIENCE, self.0.request(request)).await;
        let answer = answer.map_err(|_| broken("no answer"))?.map_err(|_| broken("it cannot be reached"))?;
        match answer.status().as_u16() {
            200 => Ok(Layer { body: answer.into_body(), what: what.to_owned() }),
            status => Err(broken(&format!("HTTP {status}"))),
        }
    }
}

/// The bytes of a layer, as they come.
pub(super) struct Layer {
    body: Incoming,
    what: String,
}

impl Layer {
    pub async fn next(&mut self) -> Result<Option<Bytes>, CloudError> {
        let broken = |why: &str| CloudError::Unavailable(format!("reading {} broke off: {why}", self.what));
        loop {
            let frame = tokio::time::timeout(PATIENCE, self.body.frame())
                .await
                .map_err(|_| broken("nothing came any more"))?;
            match frame.transpose().map_err(|error| broken(&error.to_string()))? {
                None => return Ok(None),
                Some(frame) => {
                    if let Ok(bytes) = frame.into_data() {
                        return Ok(Some(bytes));
                    }
                }
            }
        }
    }
}
