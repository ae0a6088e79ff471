//! The way from a probe location to its portal.

use async_trait::async_trait;
use domain::health::{CheckOutcome, CheckResult, Probe};
use domain::names::LocationName;
use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use services::AgentLink;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(15);
/// Tens of thousands of probes fit.
const LONGEST_ANSWER: usize = 64 * 1024 * 1024;

/// A portal's API, as one location uses it.
pub struct PortalLink {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    /// Without a slash at the end.
    base: String,
    token: SecretString,
}

#[derive(Deserialize)]
struct Probes {
    items: Vec<Probe>,
}

impl PortalLink {
    /// Trusts what the system trusts.
    ///
    /// # Errors
    /// When the system's roots of trust cannot be read.
    pub fn new(portal: &str, location: &LocationName, token: SecretString) -> std::io::Result<Self> {
        let connector =
            HttpsConnectorBuilder::new().with_native_roots()?.https_or_http().enable_http1().build();
        let base = format!("{}/api/v1/probe-locations/{location}", portal.trim_end_matches('/'));
        Ok(PortalLink { client: Client::builder(TokioExecutor::new()).build(connector), base, token })
    }

    async fn call(&self, method: Method, path: &str, body: Option<String>) -> Result<Bytes, String> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/{path}", self.base))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token.expose_secret()))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::from(body.unwrap_or_default()))
            .map_err(|error| format!("the portal's address does not work: {error}"))?;
        let exchange = async {
            let answer = self.client.request(request).await.map_err(|_| "it cannot be reached".to_owned())?;
            let (head, body) = answer.into_parts();
            let body = Limited::new(body, LONGEST_ANSWER).collect().await;
            Ok((head.status, body.map_err(|_| "its answer breaks off".to_owned())?.to_bytes()))
        };
        let late = || Err(format!("no answer within {} s", PATIENCE.as_secs()));
        let (status, body) = tokio::time::timeout(PATIENCE, exchange).await.unwrap_or_else(|_| late())?;
        match status.is_success() {
            true => Ok(body),
            false => Err(refusal(status, &body)),
        }
    }
}

/// The portal's own words, where it has some.
fn refusal(status: StatusCode, body: &[u8]) -> String {
    let problem: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    let detail = problem.as_ref().and_then(|problem| problem["detail"].as_str()).unwrap_or_default();
    format!("HTTP {} {detail}", status.as_u16()).trim_end().to_owned()
}

#[async_trait]
impl AgentLink for PortalLink {
    async fn probes(&self) -> Result<Vec<Probe>, String> {
        let body = self.call(Method::GET, "probes", None).await?;
        let probes: Probes = serde_json::from_slice(&body)
            .map_err(|error| format!("the portal is of another version: {error}"))?;
        Ok(probes.items)
    }

    async fn send(&self, results: &[CheckResult]) -> Result<(), String> {
        let items: Vec<_> = results.iter().map(item).collect();
        self.call(Method::POST, "results", Some(json!({ "results": items }).to_string())).await.map(|_| ())
    }
}

fn item(result: &CheckResult) -> serde_json::Value {
    let (outcome, why) = match &result.outcome {
        CheckOutcome::Well => ("well", None),
        CheckOutcome::Failed { why } => ("failed", Some(why)),
        CheckOutcome::Refused { why } => ("refused", Some(why)),
    };
    json!({
        "probe": result.probe,
        "at": result.at,
        "outcome": outcome,
        "why": why,
        "latency_millis": result.latency_millis,
        "version": result.version,
    })
}
