//! From GitHub's errors to the port's.

use domain::Timestamp;
use http::{HeaderMap, StatusCode};
use hyper_util::client::legacy;
use services::ports::{Clock, PipelineError, SystemClock};
use std::error::Error;

/// Longer words are cut.
const LONGEST: usize = 1_000;

/// When GitHub does not say how long it wants to be left alone: what its documentation asks for, in milliseconds.
const USUAL_PAUSE: i64 = 60_000;

/// An error with its status, for the few callers that look at it.
#[derive(Debug)]
pub(super) struct Failure {
    /// `None`: no answer.
    pub status: Option<StatusCode>,
    /// GitHub's own; empty without an answer.
    pub words: String,
    pub error: PipelineError,
}

impl Failure {
    pub fn unclear(words: &str) -> Self {
        PipelineError::Unclear(words.to_owned()).into()
    }

    pub fn is(&self, status: StatusCode) -> bool {
        self.status == Some(status)
    }

    /// A read may have an answer a moment later.
    pub fn is_passing(&self) -> bool {
        matches!(self.error, PipelineError::Unreachable(_) | PipelineError::Unclear(_))
    }

    /// What happened before the actual question was asked: it certainly had no effect.
    pub fn before_asking(self) -> Self {
        let error = match self.error {
            PipelineError::Unclear(words) => PipelineError::Unreachable(words),
            PipelineError::NotFound(what) => PipelineError::Refused(format!("{what} does not exist")),
            other => other,
        };
        Failure { error, ..self }
    }
}

impl From<PipelineError> for Failure {
    fn from(error: PipelineError) -> Self {
        Failure { status: None, words: String::new(), error }
    }
}

impl From<Failure> for PipelineError {
    fn from(failure: Failure) -> Self {
        failure.error
    }
}

/// What an answer that is no success means. `what` names the thing asked about, for people: "the run 5 of acme/api".
pub(super) fn refused(what: &str, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Failure {
    let words = words(status, body);
    let error = match status.as_u16() {
        _ if asks_to_slow_down(status, headers, &words) => PipelineError::Throttled { until: until(headers) },
        404 | 410 => PipelineError::NotFound(what.to_owned()),
        401 => PipelineError::Refused(format!("GitHub does not accept the portal's credentials: {words}")),
        403 if is_about_rights(&words) => PipelineError::Forbidden(match missing_right(headers) {
            Some(right) => format!("{words} (it lacks {right})"),
            None => words.clone(),
        }),
        408 | 500.. => PipelineError::Unclear(format!("{words} (HTTP {})", status.as_u16())),
        300..=399 => PipelineError::Refused(format!("{what} has moved to another address")),
        _ => PipelineError::Refused(words.clone()),
    };
    Failure { status: Some(status), words, error }
}

/// What it means that there is no answer at all: only when no connection came about, nothing was sent.
pub(super) fn unanswered(error: &octocrab::Error) -> Failure {
    if let octocrab::Error::GitHub { source, .. } = error {
        let told = serde_json::json!({ "message": source.message }).to_string();
        let headers = source.headers.clone().unwrap_or_default();
        return refused("what was asked for", source.status_code, &headers, told.as_bytes());
    }
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    let (mut connected, mut words) = (true, error.to_string());
    while let Some(current) = cause {
        connected &= !current.downcast_ref::<legacy::Error>().is_some_and(legacy::Error::is_connect);
        words = current.to_string();
        cause = current.source();
    }
    match connected {
        true => PipelineError::Unclear(decent(&words)).into(),
        false => PipelineError::Unreachable(decent(&words)).into(),
    }
}

/// The permission that GitHub names for fine-grained tokens and Apps, or the scopes for classic tokens.
fn missing_right(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim).filter(|text| !text.is_empty());
    let permission = text("x-accepted-github-permissions").map(|text| format!("the permission {text}"));
    permission.or_else(|| text("x-accepted-oauth-scopes").map(|text| format!("one of the scopes {text}")))
}

/// GitHub also refuses with 403 what is not possible any more.
fn is_about_rights(words: &str) -> bool {
    const OTHERS: [&str; 3] = ["already running", "no failed jobs", "Unable to re-run"];
    !OTHERS.iter().any(|other| words.contains(other))
}

fn asks_to_slow_down(status: StatusCode, headers: &HeaderMap, words: &str) -> bool {
    let exhausted =
        number(headers, "x-ratelimit-remaining") == Some(0) || headers.contains_key("retry-after");
    let limited = words.to_ascii_lowercase().contains("rate limit");
    status == StatusCode::TOO_MANY_REQUESTS || (status == StatusCode::FORBIDDEN && (exhausted || limited))
}

fn until(headers: &HeaderMap) -> Timestamp {
    let now = SystemClock.now();
    let pause = number(headers, "retry-after").map(|seconds| now.plus_millis(seconds.saturating_mul(1_000)));
    let exhausted = number(headers, "x-ratelimit-remaining") == Some(0);
    let reset = || number(headers, "x-ratelimit-reset").filter(|_| exhausted);
    let reset = || reset().map(|at| Timestamp(at.saturating_mul(1_000)));
    pause.or_else(reset).unwrap_or_else(|| now.plus_millis(USUAL_PAUSE))
}

fn number(headers: &HeaderMap, name: &str) -> Option<i64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// GitHub's message with the details of its list of errors.
fn words(status: StatusCode, body: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    struct Told {
        message: Option<String>,
        #[serde(default)]
        errors: Option<serde_json::Value>,
    }
    let told = serde_json::from_slice::<Told>(body).ok();
    let details = told.as_ref().and_then(|told| told.errors.as_ref()).map(details).unwrap_or_default();
    let message = told.and_then(|told| told.message).filter(|words| !words.is_empty());
    let message =
        message.unwrap_or_else(|| status.canonical_reason().unwrap_or("no reason given").to_owned());
    let all: Vec<String> = std::iter::once(message).chain(details).collect();
    decent(&all.join("; "))
}

fn details(errors: &serde_json::Value) -> Vec<String> {
    let detail =
        |error: &serde_json::Value| error.as_str().or_else(|| error["message"].as_str()).map(str::to_owned);
    match errors {
        serde_json::Value::Array(errors) => errors.iter().filter_map(detail).collect(),
        other => detail(other).into_iter().collect(),
    }
}

fn decent(words: &str) -> String {
    words.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(status: u16, headers: &[(&'static str, &str)], body: &str) -> PipelineError {
        let headers = headers.iter().map(|(name, value)| {
            (http::HeaderName::from_static(name), value.parse().expect("a header's value"))
        });
        let status = StatusCode::from_u16(status).expect("a status");
        refused("the run 5", status, &headers.collect(), body.as_bytes()).error
    }

    #[test]
    fn answers_have_a_meaning() {
        use PipelineError::{Forbidden, NotFound, Refused, Unclear};
        let message = r#"{"message":"No"}"#;
        let cases = [
            (401, Refused("GitHub does not accept the portal's credentials: No".to_owned())),
            (403, Forbidden("No".to_owned())),
            (404, NotFound("the run 5".to_owned())),
            (410, NotFound("the run 5".to_owned())),
            (422, Refused("No".to_owned())),
            (408, Unclear("No (HTTP 408)".to_owned())),
            (502, Unclear("No (HTTP 502)".to_owned())),
        ];
        for (status, expected) in cases {
            assert_eq!(told(status, &[], message), expected, "{status}");
        }
        let detailed = r#"{"message":"Invalid","errors":["one",{"message":"two"}]}"#;
        assert_eq!(told(422, &[], detailed), Refused("Invalid; one; two".to_owned()));
        assert_eq!(told(502, &[], "<html>"), Unclear("Bad Gateway (HTTP 502)".to_owned()));
        for (header, value, expected) in [
            ("x-accepted-github-permissions", "actions=write", "No (it lacks the permission actions=write)"),
            ("x-accepted-oauth-scopes", "repo, workflow", "No (it lacks one of the scopes repo, workflow)"),
            ("x-accepted-oauth-scopes", "", "No"),
        ] {
            assert_eq!(told(403, &[(header, value)], message), Forbidden(expected.to_owned()));
        }
        let over = r#"{"message":"This workflow is already running"}"#;
        assert_eq!(told(403, &[], over), Refused("This workflow is already running".to_owned()));
    }

    #[test]
    fn limits_tell_until_when() {
        let now = SystemClock.now();
        let seconds = |error: PipelineError| match error {
            PipelineError::Throttled { until } => (until.since(now) + 500) / 1_000,
            other => panic!("not throttled: {other}"),
        };
        let reset = (now.0 / 1_000 + 100).to_string();
        assert_eq!(seconds(told(429, &[("retry-after", "7")], "")), 7);
        assert_eq!(seconds(told(403, &[("retry-after", "7")], "")), 7);
        assert_eq!(seconds(told(403, &[], r#"{"message":"You have exceeded a secondary rate limit"}"#)), 60);
        let primary = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset.as_str())];
        let wait = seconds(told(403, &primary, ""));
        assert!((99..=100).contains(&wait), "{wait}");
    }
}
