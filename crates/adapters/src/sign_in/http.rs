//! Requests to providers of identities. Redirects are not followed: an answer comes from where it was asked for.

use futures::FutureExt;
use futures::future::BoxFuture;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use serde::Serialize;
use serde::de::DeserializeOwned;
use services::ports::IdentityError;
use std::io::Cursor;
use std::time::Duration;

/// No answer about one person is larger, in bytes.
const LARGEST: usize = 4 * 1024 * 1024;
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const AGENT: HeaderValue = HeaderValue::from_static("slipway");

/// A body that can be sent.
type Body = Full<Cursor<Vec<u8>>>;

#[derive(Clone, Debug)]
pub(super) struct Http {
    client: Client<HttpsConnector<HttpConnector>, Body>,
    timeout: Duration,
}

impl Http {
    /// Trusts what the system trusts.
    pub fn new(timeout: Duration) -> std::io::Result<Self> {
        let connector =
            HttpsConnectorBuilder::new().with_native_roots()?.https_or_http().enable_http1().build();
        Ok(Http { client: Client::builder(TokioExecutor::new()).build(connector), timeout })
    }

    /// The answer, whatever its status.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, IdentityError> {
        let host = request.uri().host().unwrap_or_default().to_owned();
        let request = request.map(|body| Full::new(Cursor::new(body)));
        let unreachable = |why: &str| IdentityError::Unreachable(format!("{host} {why}"));
        let exchange = async {
            let answer = self.client.request(request).await.map_err(|error| match error.is_connect() {
                true => unreachable("cannot be reached"),
                false => unreachable("hung up without an answer"),
            })?;
            let (parts, body) = answer.into_parts();
            let body = Limited::new(body, LARGEST).collect().await;
            let body = body.map_err(|_| unreachable("sent an answer that broke off or is far too large"))?;
            Ok(Response::from_parts(parts, body.to_bytes().to_vec()))
        };
        let late = |_| unreachable(&format!("gave no answer within {} s", self.timeout.as_secs()));
        tokio::time::timeout(self.timeout, exchange).await.map_err(late)?
    }

    /// What somebody with this token reads there.
    pub async fn read<T: DeserializeOwned>(&self, url: &str, token: &str) -> Result<T, IdentityError> {
        let bearer = HeaderValue::try_from(format!("Bearer {token}"));
        let mut bearer = bearer.map_err(|_| IdentityError::Untrusted("the token is none".to_owned()))?;
        bearer.set_sensitive(true);
        let request = Request::get(url).header(AUTHORIZATION, bearer);
        self.json(request.body(Vec::new())).await
    }

    /// The answer to JSON that is sent there.
    pub async fn post<T: DeserializeOwned>(
        &self,
        url: &str,
        body: &impl Serialize,
    ) -> Result<T, IdentityError> {
        let body = serde_json::to_vec(body).map_err(|error| IdentityError::Untrusted(error.to_string()))?;
        self.json(Request::post(url).header(CONTENT_TYPE, JSON).body(body)).await
    }

    async fn json<T: DeserializeOwned>(
        &self,
        request: http::Result<Request<Vec<u8>>>,
    ) -> Result<T, IdentityError> {
        let mut request = request.map_err(|error| IdentityError::Unreachable(error.to_string()))?;
        request.headers_mut().insert(ACCEPT, JSON);
        request.headers_mut().insert(http::header::USER_AGENT, AGENT);
        let what = request.uri().path().to_owned();
        let answer = self.send(request).await?;
        let status = answer.status();
        if !status.is_success() {
            return Err(refusal(&what, status, answer.headers(), answer.body()));
        }
        serde_json::from_slice(answer.body())
            .map_err(|_| IdentityError::Unreachable(format!("its answer about {what} cannot be read")))
    }
}

/// What the OpenID Connect library sends, goes this way too.
impl<'c> AsyncHttpClient<'c> for Http {
    type Error = IdentityError;
    type Future = BoxFuture<'c, Result<HttpResponse, IdentityError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        self.send(request).boxed()
    }
}

fn refusal(what: &str, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> IdentityError {
    #[derive(serde::Deserialize)]
    struct Told {
        message: Option<String>,
    }
    let told = serde_json::from_slice::<Told>(body).ok().and_then(|told| told.message);
    let words = told.unwrap_or_else(|| status.canonical_reason().unwrap_or("no reason given").to_owned());
    let words =
        format!("{} (HTTP {} for {what})", words.chars().take(300).collect::<String>(), status.as_u16());
    match status.is_server_error() || asks_to_slow_down(status, headers, &words) {
        true => IdentityError::Unreachable(words),
        false => IdentityError::Refused(words),
    }
}

/// GitHub's limits are answered with 403, as many a no to somebody is.
fn asks_to_slow_down(status: StatusCode, headers: &HeaderMap, words: &str) -> bool {
    let exhausted = headers.get("x-ratelimit-remaining").is_some_and(|left| left == "0");
    let limited =
        exhausted || headers.contains_key(RETRY_AFTER) || words.to_ascii_lowercase().contains("rate limit");
    status == StatusCode::TOO_MANY_REQUESTS || (status == StatusCode::FORBIDDEN && limited)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_no_to_the_person_is_one() {
        let table = [
            (401, None, "Bad credentials", true),
            (403, None, "Resource not accessible", true),
            (404, None, "Not Found", true),
            (403, Some("retry-after"), "Slow down", false),
            (403, None, "API rate limit exceeded for user", false),
            (429, None, "Slow down", false),
            (502, None, "Server Error", false),
        ];
        for (status, header, message, is_no) in table {
            let headers =
                header.map(|name| (http::HeaderName::from_static(name), HeaderValue::from_static("9")));
            let body = serde_json::json!({ "message": message }).to_string();
            let status = StatusCode::from_u16(status).expect("a status");
            let error = refusal("/user", status, &headers.into_iter().collect(), body.as_bytes());
            assert_eq!(matches!(error, IdentityError::Refused(_)), is_no, "{error}");
            assert!(error.to_string().contains(message), "{error}");
        }
    }
}
