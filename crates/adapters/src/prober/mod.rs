//! Asking endpoints that services name, whatever they answer: bounded in time, size and reach.
//!
//! A name is resolved here, each of its addresses is checked, and exactly those are connected to. Every question has a
//! connection of its own, because what users meet begins with one.

mod certificate;
mod exchange;
mod reach;

use crate::outbound::Network;
use async_trait::async_trait;
use domain::health::{Answer, AskError, Expectations, Method, Probe, ProbeKind};
use exchange::Exchange;
use http::Uri;
use reach::{Reach, Target};
use rustls::{ClientConfig, RootCertStore};
use services::ports::Prober;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// A question that is sent elsewhere more often goes in a circle.
const MOST_REDIRECTS: usize = 5;

/// What probes may reach.
#[derive(Clone, Debug, Default)]
pub struct ProbeRules {
    /// Networks that may be probed although they are not public.
    pub networks: Vec<Network>,
}

/// Sends probes over HTTP, HTTPS and TCP.
pub struct NetworkProber {
    reach: Reach,
}

impl NetworkProber {
    /// Trusts what the system trusts.
    ///
    /// # Errors
    /// When the system's roots of trust cannot be read.
    pub fn new(rules: ProbeRules) -> std::io::Result<Self> {
        let found = rustls_native_certs::load_native_certs();
        let mut roots = RootCertStore::empty();
        let (added, _) = roots.add_parsable_certificates(found.certs);
        if let (0, Some(error)) = (added, found.errors.into_iter().next()) {
            return Err(std::io::Error::other(error));
        }
        Self::trusting(rules, roots)
    }

    fn trusting(rules: ProbeRules, roots: RootCertStore) -> std::io::Result<Self> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(std::io::Error::other)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(NetworkProber { reach: Reach::new(rules.networks, Arc::new(config)) })
    }

    async fn http(&self, url: &str, method: Method, expect: &Expectations) -> Result<Answer, AskError> {
        let began = Instant::now();
        let mut uri: Uri =
            url.parse().map_err(|_| AskError::Refused(format!("{url:?} is no web address")))?;
        for _ in 0..=MOST_REDIRECTS {
            let target = Target::of(&uri)?;
            let stream = self.reach.connect(&target).await?;
            let exchanged = exchange::exchange(stream, &target, &uri, method).await?;
            match exchanged {
                Exchange::Answer(answer) => {
                    return Ok(Answer { latency_millis: millis(began.elapsed()), ..answer });
                }
                Exchange::Elsewhere { status, .. } if expect.ends_at(status) => {
                    let latency_millis = millis(began.elapsed());
                    return Ok(Answer { status: Some(status), latency_millis, ..Answer::default() });
                }
                Exchange::Elsewhere { uri: next, .. } => uri = next,
            }
        }
        Err(AskError::Failed(format!("it redirects more than {MOST_REDIRECTS} times")))
    }

    async fn tcp(&self, address: &str) -> Result<Answer, AskError> {
        let began = Instant::now();
        let target = Target::plain(address)?;
        self.reach.connect(&target).await?;
        Ok(Answer { latency_millis: millis(began.elapsed()), ..Answer::default() })
    }
}

#[async_trait]
impl Prober for NetworkProber {
    async fn ask(&self, probe: &Probe) -> Result<Answer, AskError> {
        let patience = Duration::from_millis(probe.pace.timeout_millis.into());
        let asked = async {
            match &probe.kind {
                ProbeKind::Http { url, method, expect, .. } => self.http(url, *method, expect).await,
                ProbeKind::Tcp { address, .. } => self.tcp(address).await,
            }
        };
        let late = || AskError::Failed(format!("no whole answer within {} ms", patience.as_millis()));
        timeout(patience, asked).await.unwrap_or_else(|_| Err(late()))
    }
}

fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
