//! Calling addresses that people typed in, without letting them reach into the portal's own network.
//!
//! A name is resolved here, each of its addresses is checked, and exactly those are connected to: there is no second
//! look-up in which the name could lead elsewhere. Redirects are not followed, and little of an answer is read.

mod network;

pub use network::Network;
pub(crate) use network::admits;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioExecutor;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// So much of an answer is read, in bytes.
const LONGEST_ANSWER: usize = 16 * 1024;

/// What may be called.
#[derive(Clone, Debug, Default)]
pub struct OutboundRules {
    /// Without it only `https://`.
    pub allow_http: bool,
    /// Networks that may be reached although they are not public.
    pub networks: Vec<Network>,
}

/// Which addresses may be connected to. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AddressGuard(Arc<OutboundRules>);

/// A client for addresses that nobody vouches for.
#[derive(Clone, Debug)]
pub struct Outbound {
    guard: AddressGuard,
    client: Client<HttpsConnector<HttpConnector<AddressGuard>>, Full<Bytes>>,
    timeout: Duration,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// Its beginning; not more than some kilobytes.
    pub body: String,
}

impl AddressGuard {
    pub fn new(rules: OutboundRules) -> Self {
        AddressGuard(Arc::new(rules))
    }

    /// Whether this very address may be connected to.
    ///
    /// # Errors
    /// Why not, for people.
    pub fn check(&self, address: IpAddr) -> Result<(), String> {
        match admits(&self.0.networks, address) {
            true => Ok(()),
            false => {
                Err(format!("{address} is no public address, and is not in notifications.allow_networks"))
            }
        }
    }

    /// Reads an address of the web that may be called; what its name leads to is checked when it is called.
    ///
    /// # Errors
    /// Why it may not be called, for people.
    pub fn parse(&self, url: &str) -> Result<(Uri, String), String> {
        let uri: Uri = url.parse().map_err(|_| "that is no web address".to_owned())?;
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if self.0.allow_http => {}
            Some("http") => return Err("only https:// is called here".to_owned()),
            _ => return Err("a web address starts with https://".to_owned()),
        }
        let authority = uri.authority().map(ToString::to_string).unwrap_or_default();
        if authority.contains('@') {
            return Err("a web address must not hold a user's name or password".to_owned());
        }
        let host =
            uri.host().filter(|host| !host.is_empty()).ok_or("the web address names no host")?.to_owned();
        if let Ok(address) = host.trim_matches(['[', ']']).parse() {
            self.check(address)?;
        }
        Ok((uri, host))
    }

    /// The addresses of a host, each of them checked.
    ///
    /// # Errors
    /// When the host is not known, or one of its addresses may not be connected to.
    pub async fn resolve(&self, host: &str, port: u16) -> std::io::Result<Vec<SocketAddr>> {
        let found: Vec<SocketAddr> = tokio::net::lookup_host((host, port)).await?.collect();
        for address in &found {
            self.check(address.ip())
                .map_err(|why| std::io::Error::new(std::io::ErrorKind::PermissionDenied, why))?;
        }
        Ok(found)
    }
}

/// The connector asks this before it connects to a name.
impl tower_service::Service<Name> for AddressGuard {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = std::io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let guard = self.clone();
        // The connector puts the address's own port in.
        Box::pin(async move { Ok(guard.resolve(name.as_str(), 0).await?.into_iter()) })
    }
}

impl Outbound {
    /// Trusts what the system trusts.
    ///
    /// # Errors
    /// When the system's roots of trust cannot be read.
    pub fn new(rules: OutboundRules, timeout: Duration) -> std::io::Result<Self> {
        let guard = AddressGuard::new(rules);
        let mut http = HttpConnector::new_with_resolver(guard.clone());
        http.enforce_http(false);
        http.set_connect_timeout(Some(timeout));
        let connector = HttpsConnectorBuilder::new()
            .with_native_roots()?
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        Ok(Outbound { guard, client: Client::builder(TokioExecutor::new()).build(connector), timeout })
    }

    pub fn guard(&self) -> &AddressGuard {
        &self.guard
    }

    /// Sends JSON and waits for what comes back, whatever its status is.
    ///
    /// # Errors
    /// When nothing came back, or the address may not be called. Says the host at most, never the path.
    pub async fn post(
        &self,
        url: &str,
        body: String,
        headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
    ) -> Result<Answer, OutboundError> {
        let (uri, host) = self.guard.parse(url).map_err(OutboundError::Refused)?;
        let mut request = Request::new(Full::from(body));
        (*request.method_mut(), *request.uri_mut()) = (Method::POST, uri);
        request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        request.headers_mut().insert(header::USER_AGENT, HeaderValue::from_static("Slipway"));
        request.headers_mut().extend(headers.into_iter().map(|(name, value)| (Some(name), value)));
        match tokio::time::timeout(self.timeout, self.exchange(request)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(failed(&host, &error)),
            Err(_) => Err(OutboundError::Unreachable(format!(
                "{host} does not answer within {} s",
                self.timeout.as_secs()
            ))),
        }
    }

    async fn exchange(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Answer, hyper_util::client::legacy::Error> {
        let answer = self.client.request(request).await?;
        let (head, body) = answer.into_parts();
        // A body that is too long or breaks off changes nothing of what the status says.
        let body =
            Limited::new(body, LONGEST_ANSWER).collect().await.map(http_body_util::Collected::to_bytes);
        let body = body.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
    }
}

/// Why nothing came back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The address may not be called; trying again does not help.
    #[error("{0}")]
    Refused(String),
    #[error("{0}")]
    Unreachable(String),
}

fn failed(host: &str, error: &(dyn std::error::Error + 'static)) -> OutboundError {
    let mut cause = Some(error);
    while let Some(inner) = cause {
        let io = inner.downcast_ref::<std::io::Error>();
        if let Some(io) = io.filter(|io| io.kind() == std::io::ErrorKind::PermissionDenied) {
            return OutboundError::Refused(format!("{host} is not called: {io}"));
        }
        cause = inner.source();
    }
    OutboundError::Unreachable(format!("{host} cannot be reached"))
}
