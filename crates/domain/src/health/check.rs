//! One check: what came back, what that means, and what is kept of it.

use super::{Expectations, ProbeId, ProbeKind, VersionPlace};
use crate::Timestamp;
use crate::names::LocationName;
use serde::{Deserialize, Serialize};
use serde_json::Value;

const DAY_MILLIS: i64 = 24 * 3_600_000;
/// Of a version; longer ones are no version.
const LONGEST_VERSION: usize = 64;

/// What came back from an endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// `None`: only a connection was wanted.
    pub status: Option<u16>,
    /// Names in lowercase.
    pub headers: Vec<(String, String)>,
    /// As much as is looked at.
    pub body: Vec<u8>,
    pub latency_millis: u32,
    pub certificate_ends: Option<Timestamp>,
}

/// Why nothing came back that could be judged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The endpoint's fault, as users would see it too.
    #[error("{0}")]
    Failed(String),
    /// It may not, or cannot, be asked from here, which says nothing about the endpoint.
    #[error("{0}")]
    Refused(String),
}

/// What a location found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum CheckOutcome {
    Well,
    Failed {
        why: String,
    },
    /// It was not asked, and why: that says nothing about the endpoint.
    Refused {
        why: String,
    },
}

/// One location's newest word on one probe, with its retries behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    pub probe: ProbeId,
    pub location: LocationName,
    /// When it was asked, by the location's clock.
    pub at: Timestamp,
    #[serde(flatten)]
    pub outcome: CheckOutcome,
    pub latency_millis: u32,
    /// What runs there, by its own word.
    pub version: Option<String>,
}

impl ProbeKind {
    /// What an answer means, and which version it names.
    pub fn judge(&self, answer: &Answer, now: Timestamp) -> (CheckOutcome, Option<String>) {
        let (problem, version) = match self {
            ProbeKind::Tcp { at_most_millis, .. } => (slow(*at_most_millis, answer), None),
            ProbeKind::Http { expect, version, .. } => {
                let body = Body::new(answer);
                let version = version.as_ref().and_then(|place| version_in(place, answer, &body));
                (expect.problem(answer, &body, now), version)
            }
        };
        (problem.map_or(CheckOutcome::Well, |why| CheckOutcome::Failed { why }), version)
    }
}

/// Parsed when somebody first looks into it.
struct Body<'a> {
    bytes: &'a [u8],
    json: std::cell::OnceCell<Option<Value>>,
}

impl<'a> Body<'a> {
    fn new(answer: &'a Answer) -> Self {
        Body { bytes: &answer.body, json: Default::default() }
    }

    fn json(&self) -> Option<&Value> {
        self.json.get_or_init(|| serde_json::from_slice(self.bytes).ok()).as_ref()
    }
}

impl Expectations {
    /// The first thing that is not as it should be, what users notice most first.
    fn problem(&self, answer: &Answer, body: &Body<'_>, now: Timestamp) -> Option<String> {
        let status = answer.status.unwrap_or_default();
        let good = match self.status.is_empty() {
            true => (200..300).contains(&status),
            false => self.status.iter().any(|range| range.holds(status)),
        };
        if !good {
            return Some(format!("HTTP {status}"));
        }
        self.wrong_json(body)
            .or_else(|| slow(self.at_most_millis, answer))
            .or_else(|| self.ending_certificate(answer, now))
    }

    fn wrong_json(&self, body: &Body<'_>) -> Option<String> {
        if self.json.is_empty() {
            return None;
        }
        let Some(json) = body.json() else { return Some("the body is no JSON".to_owned()) };
        let wrong = self.json.iter().find(|expectation| !expectation.holds(json))?;
        Some(match &wrong.is {
            // What is there instead may be anybody's secret.
            Some(wanted) => format!("{} is not {wanted}", wrong.path),
            None => format!("{} is missing", wrong.path),
        })
    }

    fn ending_certificate(&self, answer: &Answer, now: Timestamp) -> Option<String> {
        let wanted = i64::from(self.certificate_days?);
        let Some(ends) = answer.certificate_ends else { return Some("there is no certificate".to_owned()) };
        let days = ends.since(now).div_euclid(DAY_MILLIS);
        (days < wanted).then(|| format!("the certificate ends in {days} days"))
    }
}

fn slow(at_most_millis: Option<u32>, answer: &Answer) -> Option<String> {
    let most = at_most_millis?;
    let took = answer.latency_millis;
    (took > most).then(|| format!("it takes longer than {most} ms"))
}

fn version_in(place: &VersionPlace, answer: &Answer, body: &Body<'_>) -> Option<String> {
    let version = match place {
        VersionPlace::Header(name) => {
            let found = answer.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.clone())
        }
        VersionPlace::Json(path) => match path.find(body.json()?)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        },
    };
    let fits = |text: &String| {
        !text.is_empty() && text.len() <= LONGEST_VERSION && !text.chars().any(char::is_control)
    };
    version.map(|text| text.trim().to_owned()).filter(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::{JsonExpectation, JsonPath, Method, StatusRange};

    fn http(expect: Expectations, version: Option<VersionPlace>) -> ProbeKind {
        ProbeKind::Http { url: "https://a".to_owned(), method: Method::Get, expect, version }
    }

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status: Some(status),
            headers: vec![("x-version".to_owned(), "1.8.2".to_owned())],
            body: body.as_bytes().to_vec(),
            latency_millis: 300,
            certificate_ends: Some(Timestamp(20 * DAY_MILLIS)),
        }
    }

    #[test]
    fn an_answer_is_held_against_what_is_expected() {
        let json = |path: &str, is: Option<&str>| Expectations {
            json: vec![JsonExpectation {
                path: JsonPath::parse(path).expect("a path"),
                is: is.map(str::to_owned),
            }],
            ..Expectations::default()
        };
        let status = |text: &str| Expectations {
            status: vec![StatusRange::parse(text).expect("a range")],
            ..Expectations::default()
        };
        let days = |days| Expectations { certificate_days: Some(days), ..Expectations::default() };
        let latency = |most| Expectations { at_most_millis: Some(most), ..Expectations::default() };
        for (expect, answer, problem) in [
            (Expectations::default(), answer(204, ""), None),
            (Expectations::default(), answer(301, ""), Some("HTTP 301")),
            (status("401"), answer(401, ""), None),
            (status("401"), answer(200, ""), Some("HTTP 200")),
            (json("$.status", Some("ok")), answer(200, r#"{"status":"ok"}"#), None),
            (json("$.status", Some("ok")), answer(200, r#"{"status":"x"}"#), Some("$.status is not ok")),
            (json("$.status", None), answer(200, "{}"), Some("$.status is missing")),
            (json("$.status", None), answer(200, "<html>"), Some("the body is no JSON")),
            (json("$.status", None), answer(503, "<html>"), Some("HTTP 503")),
            (latency(300), answer(200, ""), None),
            (latency(299), answer(200, ""), Some("it takes longer than 299 ms")),
            (days(14), answer(200, ""), None),
            (days(21), answer(200, ""), Some("the certificate ends in 20 days")),
            (days(1), Answer { certificate_ends: None, ..answer(200, "") }, Some("there is no certificate")),
        ] {
            let (outcome, _) = http(expect.clone(), None).judge(&answer, Timestamp(0));
            let expected =
                problem.map_or(CheckOutcome::Well, |why: &str| CheckOutcome::Failed { why: why.to_owned() });
            assert_eq!(outcome, expected, "{expect:?}");
        }
    }

    #[test]
    fn an_answer_names_its_version() {
        let path = JsonPath::parse("$.build.version").expect("a path");
        for (place, body, expected) in [
            (VersionPlace::Header("X-Version".to_owned()), "", Some("1.8.2")),
            (VersionPlace::Header("etag".to_owned()), "", None),
            (VersionPlace::Json(path.clone()), r#"{"build":{"version":"7"}}"#, Some("7")),
            (VersionPlace::Json(path.clone()), r#"{"build":{"version":7}}"#, Some("7")),
            (VersionPlace::Json(path.clone()), r#"{"build":{"version":""}}"#, None),
            (VersionPlace::Json(path), "nothing", None),
        ] {
            let (_, version) =
                http(Expectations::default(), Some(place.clone())).judge(&answer(200, body), Timestamp(0));
            assert_eq!(version.as_deref(), expected, "{place:?}");
        }
    }

    #[test]
    fn a_connection_only_has_to_be_quick() {
        let tcp = |at_most_millis| ProbeKind::Tcp { address: "a:1".to_owned(), at_most_millis };
        let answer = Answer { latency_millis: 50, ..Answer::default() };
        assert_eq!(tcp(None).judge(&answer, Timestamp(0)).0, CheckOutcome::Well);
        assert!(matches!(tcp(Some(49)).judge(&answer, Timestamp(0)).0, CheckOutcome::Failed { .. }));
    }
}
