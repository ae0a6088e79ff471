//! Connections to addresses that were checked.

use crate::outbound::{Network, admits};
use domain::health::AskError;
use http::Uri;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Addresses of one name that are tried.
const MOST_TRIED: usize = 4;

/// Where to connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// Without brackets.
    pub host: String,
    pub port: u16,
    pub tls: bool,
}

/// A connection, and whom it turned out to lead to.
pub(super) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Makes connections.
pub(super) struct Reach {
    networks: Vec<Network>,
    tls: TlsConnector,
}

impl Target {
    pub fn of(uri: &Uri) -> Result<Self, AskError> {
        let refused = |why: &str| AskError::Refused(format!("{uri} is not asked: {why}"));
        let tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(refused("an address of the web starts with https:// or http://")),
        };
        let authority = uri.authority().ok_or_else(|| refused("it names no host"))?;
        if authority.as_str().contains('@') {
            return Err(AskError::Refused("an address must not hold a user's name or password".to_owned()));
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        if host.is_empty() {
            return Err(refused("it names no host"));
        }
        Ok(Target { host, port: authority.port_u16().unwrap_or(if tls { 443 } else { 80 }), tls })
    }

    /// `host:port`
    pub fn plain(address: &str) -> Result<Self, AskError> {
        let parts = address.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse::<u16>().ok()?)));
        let refused = || AskError::Refused(format!("{address:?} is no host with a port"));
        let (host, port) = parts.filter(|(host, _)| !host.is_empty()).ok_or_else(refused)?;
        Ok(Target { host: host.trim_matches(['[', ']']).to_owned(), port, tls: false })
    }
}

impl Reach {
    pub fn new(networks: Vec<Network>, config: Arc<ClientConfig>) -> Self {
        Reach { networks, tls: TlsConnector::from(config) }
    }

    pub async fn connect(&self, target: &Target) -> Result<Stream, AskError> {
        let addresses = self.addresses(target).await?;
        let mut why = "its name leads nowhere".to_owned();
        for address in addresses.into_iter().take(MOST_TRIED) {
            match TcpStream::connect(address).await {
                Ok(stream) => return self.secured(stream, target).await,
                Err(error) => why = connect_error(&error).to_owned(),
            }
        }
        Err(AskError::Failed(why))
    }

    /// All addresses of the name. One that may not be asked spoils them all: somebody may be playing with the name.
    async fn addresses(&self, target: &Target) -> Result<Vec<SocketAddr>, AskError> {
        let found = match target.host.parse::<IpAddr>() {
            Ok(address) => vec![SocketAddr::new(address, target.port)],
            Err(_) => {
                let looked_up = tokio::net::lookup_host((target.host.as_str(), target.port)).await;
                looked_up.map_err(|_| AskError::Failed("its name is not known".to_owned()))?.collect()
            }
        };
        match found.iter().find(|address| !admits(&self.networks, address.ip())) {
            None => Ok(found),
            Some(address) => Err(AskError::Refused(format!(
                "{} leads to {}, which is no public address and not in probes.allow_networks",
                target.host,
                address.ip()
            ))),
        }
    }

    async fn secured(&self, stream: TcpStream, target: &Target) -> Result<Stream, AskError> {
        let _ = stream.set_nodelay(true);
        if !target.tls {
            return Ok(Stream::Plain(stream));
        }
        let name = ServerName::try_from(target.host.clone())
            .map_err(|_| AskError::Refused(format!("{} is no name for a certificate", target.host)))?;
        match self.tls.connect(name, stream).await {
            Ok(stream) => Ok(Stream::Tls(Box::new(stream))),
            Err(error) => Err(AskError::Failed(tls_error(&error))),
        }
    }
}

/// What a connection is read from and written to.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}

fn connect_error(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::ConnectionRefused => "it refuses the connection",
        std::io::ErrorKind::TimedOut => "the connection timed out",
        _ => "it cannot be reached",
    }
}

fn tls_error(error: &std::io::Error) -> String {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match inner {
        Some(rustls::Error::InvalidCertificate(problem)) => format!("bad certificate: {problem}"),
        Some(other) => format!("no TLS: {other}"),
        None => "it hung up during the TLS handshake".to_owned(),
    }
}
