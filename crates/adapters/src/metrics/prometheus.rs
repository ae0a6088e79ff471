use super::answer::Answer;
use super::{again, now};
use async_trait::async_trait;
use domain::metric::{Series, Source, Window};
use futures::{FutureExt, StreamExt, TryStreamExt};
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::{BodyExt, Empty, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use secrecy::{ExposeSecret, SecretString};
use services::ports::{MetricError, MetricQuery, Metrics, Place};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(10);
/// Some hundred values of one series are far below that.
const LARGEST: usize = 2_000_000;
/// Questions under way at once.
const AT_ONCE: usize = 8;
/// Pause where none is asked for, and the longest that is granted.
const PAUSE_SECONDS: i64 = 15;
const LONGEST_PAUSE_SECONDS: i64 = 300;

/// How an endpoint is reached.
#[derive(Clone, Debug)]
pub struct PrometheusOptions {
    /// Without a slash at the end. `{region}` and `{stage}` in it are filled in.
    pub url: String,
    pub token: Option<SecretString>,
}

/// Any endpoint with Prometheus's `/api/v1/query_range`.
#[derive(Debug)]
pub struct Prometheus {
    options: PrometheusOptions,
    client: Client<HttpsConnector<HttpConnector>, Empty<&'static [u8]>>,
}

impl Prometheus {
    /// Trusts what the system trusts.
    ///
    /// # Errors
    /// When the system's roots of trust cannot be read.
    pub fn new(options: PrometheusOptions) -> std::io::Result<Self> {
        let connector =
            HttpsConnectorBuilder::new().with_native_roots()?.https_or_http().enable_http1().build();
        Ok(Prometheus { options, client: Client::builder(TokioExecutor::new()).build(connector) })
    }

    async fn one(&self, place: &Place, window: Window, query: &MetricQuery) -> Result<Series, MetricError> {
        let text = match &query.measures.source {
            Source::Prometheus { queries } => queries.get(&query.metric),
            Source::CloudWatch { .. } => None,
        };
        let what = || format!("{} of {}", query.metric.as_str(), query.service);
        let text = text.ok_or_else(|| MetricError::NotConfigured(what()))?;
        let asked = Source::query(text, &query.service, &place.stage, &place.region, window.step_millis);
        if window.steps() == 0 {
            return Ok(Series::empty(window));
        }
        let answer = tokio::time::timeout(TIMEOUT, self.ask(&self.address(place, window, &asked))).await;
        let answer =
            answer.map_err(|_| MetricError::Unreachable(format!("not within {} s", TIMEOUT.as_secs())))??;
        let samples = answer.samples(window.step_millis).map_err(MetricError::Refused)?;
        Ok(Series::of(window, samples, now()))
    }

    /// A value at a moment speaks of the step that ends there.
    fn address(&self, place: &Place, window: Window, query: &str) -> String {
        let seconds = |millis: i64| format!("{:.3}", millis as f64 / 1000.0);
        let parameters = form_urlencoded::Serializer::new(String::new())
            .append_pair("query", query)
            .append_pair("start", &seconds(window.from.0 + window.step_millis))
            .append_pair("end", &seconds(window.until.0))
            .append_pair("step", &seconds(window.step_millis))
            .finish();
        let base = self.options.url.replace("{region}", place.region.as_str());
        format!("{}/api/v1/query_range?{parameters}", base.replace("{stage}", place.stage.as_str()))
    }

    async fn ask(&self, address: &str) -> Result<Answer, MetricError> {
        let mut request = Request::get(address);
        if let Some(token) = &self.options.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", token.expose_secret()));
        }
        let request = request.body(Empty::new()).map_err(|error| MetricError::Refused(error.to_string()))?;
        let unreachable = |error: String| MetricError::Unreachable(error);
        let response = self.client.request(request).await.map_err(|error| unreachable(why(&error)))?;
        let (parts, body) = response.into_parts();
        if let Some(error) = refusal(parts.status, &parts.headers) {
            return Err(error);
        }
        let body =
            Limited::new(body, LARGEST).collect().await.map_err(|error| unreachable(error.to_string()))?;
        let answer = serde_json::from_slice(&body.to_bytes());
        answer.map_err(|error| MetricError::Refused(format!("its answer is not Prometheus's ({error})")))
    }
}

#[async_trait]
impl Metrics for Prometheus {
    async fn read(
        &self,
        place: &Place,
        window: Window,
        queries: &[MetricQuery],
    ) -> Result<Vec<Series>, MetricError> {
        let asked: Vec<_> = queries.iter().map(|query| self.one(place, window, query).boxed()).collect();
        futures::stream::iter(asked).buffered(AT_ONCE).try_collect().await
    }
}

/// A query with a mistake comes back as 400 or 422 with the mistake in it, which is read like any answer.
fn refusal(status: StatusCode, headers: &HeaderMap) -> Option<MetricError> {
    let told = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse::<i64>().ok());
    let pause = told.unwrap_or(PAUSE_SECONDS).clamp(1, LONGEST_PAUSE_SECONDS);
    match status.as_u16() {
        401 | 403 => Some(MetricError::NoCredentials(format!("HTTP {}", status.as_u16()))),
        429 => Some(MetricError::Throttled { until: again(pause * 1000) }),
        503 if told.is_some() => Some(MetricError::Throttled { until: again(pause * 1000) }),
        200 | 400 | 422 => None,
        other => Some(MetricError::Unreachable(format!("HTTP {other}"))),
    }
}

fn why(error: &hyper_util::client::legacy::Error) -> String {
    match error.is_connect() {
        true => "it cannot be reached".to_owned(),
        false => "it hung up without an answer".to_owned(),
    }
}
