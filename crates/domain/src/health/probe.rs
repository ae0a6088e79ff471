//! What is asked of a placement, from where and how often; and how services declare it.

use super::{JsonPath, Placement};
use crate::names::{LocationName, RegionName, StageName};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Outputs of stacks that are taken for endpoints where nobody says otherwise; the first one that there is counts.
pub const USUAL_OUTPUTS: [&str; 3] = ["HealthUrl", "Url", "Endpoint"];

/// Names a probe: its placement and its own name in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProbeId(pub String);

impl ProbeId {
    pub fn new(placement: &Placement, name: &str) -> Self {
        ProbeId(format!("{placement}/{name}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ProbeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One question that is asked again and again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    pub id: ProbeId,
    pub placement: Placement,
    pub kind: ProbeKind,
    #[serde(flatten)]
    pub pace: Pace,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProbeKind {
    Http {
        url: String,
        method: Method,
        expect: Expectations,
        /// Where the answer says which version runs.
        version: Option<VersionPlace>,
    },
    /// Well when somebody accepts the connection.
    Tcp {
        /// `host:port`
        address: String,
        at_most_millis: Option<u32>,
    },
}

/// Questions that change nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    #[default]
    Get,
    Head,
}

/// How often, how patiently, and how many have to agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    pub interval_seconds: u32,
    /// For one try, with everything that belongs to it.
    pub timeout_millis: u32,
    /// Further tries before a location says that it fails.
    pub retries: u32,
    /// Empty: from every location.
    pub locations: Vec<LocationName>,
    /// So many locations have to see a failure before it is believed.
    pub quorum: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Pace { interval_seconds: 30, timeout_millis: 5_000, retries: 1, locations: Vec::new(), quorum: 2 }
    }
}

/// What an answer has to be like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expectations {
    /// Empty: 200 to 299.
    pub status: Vec<StatusRange>,
    pub json: Vec<JsonExpectation>,
    /// The certificate has to be good for so many more days.
    pub certificate_days: Option<u32>,
    pub at_most_millis: Option<u32>,
    /// The address itself has to answer: one that sends elsewhere has said nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_place: bool,
}

impl Expectations {
    /// Whether an answer that sends elsewhere is the one that was asked for.
    pub fn ends_at(&self, status: u16) -> bool {
        self.in_place || self.status.iter().any(|range| range.holds(status))
    }

    /// Whether they can be met only over HTTP.
    pub fn need_http(&self) -> bool {
        !self.status.is_empty() || !self.json.is_empty() || self.certificate_days.is_some()
    }
}

/// Status codes from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusRange {
    pub from: u16,
    pub to: u16,
}

impl StatusRange {
    /// `200`, `2xx` or `200-204`.
    pub fn parse(text: &str) -> Option<Self> {
        let code = |text: &str| text.parse::<u16>().ok().filter(|code| (100..=599).contains(code));
        if let Some(class) = text.strip_suffix("xx") {
            let class = class.parse::<u16>().ok().filter(|class| (1..=5).contains(class))?;
            return Some(StatusRange { from: class * 100, to: class * 100 + 99 });
        }
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        let range = StatusRange { from: code(from)?, to: code(to)? };
        (range.from <= range.to).then_some(range)
    }

    pub fn holds(self, status: u16) -> bool {
        (self.from..=self.to).contains(&status)
    }
}

/// What a value in the body has to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JsonExpectation {
    pub path: JsonPath,
    /// `None`: it only has to be there.
    pub is: Option<String>,
}

impl JsonExpectation {
    /// Texts are compared as they are, everything else as JSON writes it.
    pub fn holds(&self, body: &Value) -> bool {
        let Some(found) = self.path.find(body) else { return false };
        let Some(wanted) = &self.is else { return true };
        match found {
            Value::String(text) => text == wanted,
            other => {
                let told = other.to_string();
                told == *wanted
            }
        }
    }
}

/// Where an answer says which version runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionPlace {
    Header(String),
    Json(JsonPath),
}

/// A probe as a service declares it, for all of its placements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredProbe {
    pub name: String,
    pub endpoint: Endpoint,
    pub method: Method,
    pub expect: Expectations,
    pub version: Option<VersionPlace>,
    pub pace: Pace,
    /// Empty: in every stage.
    #[serde(default)]
    pub stages: Vec<StageName>,
    /// Empty: in every region.
    #[serde(default)]
    pub regions: Vec<RegionName>,
}

/// Where a declared probe goes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    /// The first of these outputs of an environment's stack, and what is put behind it.
    Output { names: Vec<String>, path: Option<String> },
    /// `{service}`, `{stage}` and `{region}` in it are filled in.
    Url(String),
    /// `host:port`, filled in like that.
    Tcp(String),
}

impl Default for DeclaredProbe {
    /// What is asked of services that declare nothing.
    fn default() -> Self {
        DeclaredProbe {
            name: "endpoint".to_owned(),
            endpoint: Endpoint::Output { names: USUAL_OUTPUTS.map(str::to_owned).to_vec(), path: None },
            method: Method::Get,
            expect: Expectations::default(),
            version: Some(VersionPlace::Header("x-version".to_owned())),
            pace: Pace::default(),
            stages: Vec::new(),
            regions: Vec::new(),
        }
    }
}

impl ProbeKind {
    /// Where it goes to.
    pub fn address(&self) -> &str {
        match self {
            ProbeKind::Http { url, .. } => url,
            ProbeKind::Tcp { address, .. } => address,
        }
    }
}

impl Probe {
    /// Its own name in its placement.
    pub fn name(&self) -> &str {
        self.id.as_str().rsplit_once('/').map_or(self.id.as_str(), |(_, name)| name)
    }

    /// A question about one placement that is asked as it is, once: the address itself has to answer, with 200 to 299.
    /// `{service}`, `{stage}` and `{region}` in it are filled in.
    pub fn single(name: &str, placement: &Placement, url: &str) -> Self {
        Probe {
            id: ProbeId::new(placement, name),
            placement: placement.clone(),
            kind: ProbeKind::Http {
                url: filled(url, placement),
                method: Method::Get,
                expect: Expectations { in_place: true, ..Expectations::default() },
                version: None,
            },
            pace: Pace { retries: 0, quorum: 1, ..Pace::default() },
        }
    }
}

impl DeclaredProbe {
    /// The probe of one placement; `outputs` are those of one of its environments. `None`: there is nothing to ask.
    pub fn at(&self, placement: &Placement, outputs: &BTreeMap<String, String>) -> Option<Probe> {
        if !self.holds_in(&placement.stage, &placement.region) {
            return None;
        }
        let kind = match &self.endpoint {
            Endpoint::Output { names, path } => {
                let found = names.iter().find_map(|name| outputs.get(name))?;
                let is_web = found.starts_with("http://") || found.starts_with("https://");
                // Over TCP they could not be met, and must not be forgotten: whoever asks says that it is no web address.
                match is_web || self.expect.need_http() {
                    true => self.http(joined(found, path.as_deref())),
                    false => self.tcp(with_port(found, outputs)?),
                }
            }
            Endpoint::Url(url) => self.http(filled(url, placement)),
            Endpoint::Tcp(address) => self.tcp(filled(address, placement)),
        };
        let id = ProbeId::new(placement, &self.name);
        Some(Probe { id, placement: placement.clone(), kind, pace: self.pace.clone() })
    }

    pub fn holds_in(&self, stage: &StageName, region: &RegionName) -> bool {
        (self.stages.is_empty() || self.stages.contains(stage))
            && (self.regions.is_empty() || self.regions.contains(region))
    }

    /// Whether it is declared for some places only.
    pub fn is_scoped(&self) -> bool {
        !self.stages.is_empty() || !self.regions.is_empty()
    }

    /// Whether it asks what an environment says of itself.
    pub fn needs_outputs(&self) -> bool {
        matches!(self.endpoint, Endpoint::Output { .. })
    }

    fn http(&self, url: String) -> ProbeKind {
        let (expect, version) = (self.expect.clone(), self.version.clone());
        ProbeKind::Http { url, method: self.method, expect, version }
    }

    fn tcp(&self, address: String) -> ProbeKind {
        ProbeKind::Tcp { address, at_most_millis: self.expect.at_most_millis }
    }
}

fn filled(text: &str, placement: &Placement) -> String {
    text.replace("{service}", placement.service.as_str())
        .replace("{stage}", placement.stage.as_str())
        .replace("{region}", placement.region.as_str())
}

fn joined(url: &str, path: Option<&str>) -> String {
    match path {
        Some(path) => format!("{}/{}", url.trim_end_matches('/'), path.trim_start_matches('/')),
        None => url.to_owned(),
    }
}

/// Names without a port have it in an output of its own.
fn with_port(host: &str, outputs: &BTreeMap<String, String>) -> Option<String> {
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    match has_port {
        true => Some(host.to_owned()),
        false => outputs.get("Port").map(|port| format!("{host}:{port}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::ServiceName;
    use serde_json::json;

    fn placement() -> Placement {
        Placement {
            service: ServiceName::parse("live-api").expect("a service"),
            stage: StageName::parse("prod").expect("a stage"),
            region: RegionName::parse("eu-west-3").expect("a region"),
        }
    }

    fn outputs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn target(probe: &Probe) -> &str {
        probe.kind.address()
    }

    #[test]
    fn a_probe_may_be_for_some_places_only() {
        let in_prod = DeclaredProbe {
            endpoint: Endpoint::Tcp("db:5432".to_owned()),
            stages: vec![placement().stage],
            ..DeclaredProbe::default()
        };
        let mut elsewhere = placement();
        elsewhere.stage = StageName::parse("dev").expect("a stage");
        assert!(in_prod.at(&placement(), &BTreeMap::new()).is_some());
        assert!(in_prod.at(&elsewhere, &BTreeMap::new()).is_none());
        let regions = vec![RegionName::parse("us-east-1").expect("a region")];
        assert!(DeclaredProbe { regions, ..in_prod }.at(&placement(), &BTreeMap::new()).is_none());
    }

    #[test]
    fn endpoints_come_from_outputs() {
        let usual = DeclaredProbe::default();
        for (given, expected) in [
            (outputs(&[("Url", "https://a.example.com")]), Some("https://a.example.com")),
            (outputs(&[("Url", "https://a"), ("HealthUrl", "https://a/up")]), Some("https://a/up")),
            (outputs(&[("Endpoint", "db.internal"), ("Port", "5432")]), Some("db.internal:5432")),
            (outputs(&[("Endpoint", "db.internal:6379")]), Some("db.internal:6379")),
            (outputs(&[("Endpoint", "db.internal")]), None),
            (outputs(&[("TableName", "t")]), None),
        ] {
            let probe = usual.at(&placement(), &given);
            assert_eq!(probe.as_ref().map(target), expected, "{given:?}");
        }
        let probe = usual.at(&placement(), &outputs(&[("Url", "https://a")])).expect("a probe");
        assert_eq!(probe.id.as_str(), "live-api/prod/eu-west-3/endpoint");
    }

    #[test]
    fn what_only_http_can_meet_is_not_forgotten_over_tcp() {
        let database = outputs(&[("Endpoint", "db.internal:5432")]);
        let with = |expect| DeclaredProbe { expect, ..DeclaredProbe::default() };
        let ok = vec![StatusRange { from: 200, to: 200 }];
        let table = [
            (Expectations::default(), true),
            (Expectations { at_most_millis: Some(200), ..Expectations::default() }, true),
            (Expectations { status: ok, ..Expectations::default() }, false),
            (Expectations { certificate_days: Some(14), ..Expectations::default() }, false),
        ];
        for (expect, over_tcp) in table {
            let probe = with(expect.clone()).at(&placement(), &database).expect("a probe");
            assert_eq!(matches!(probe.kind, ProbeKind::Tcp { .. }), over_tcp, "{expect:?}");
            assert_eq!(target(&probe), "db.internal:5432", "whoever asks says that it is no web address");
        }
    }

    #[test]
    fn addresses_are_filled_in_and_joined() {
        let with = |endpoint| DeclaredProbe { endpoint, ..DeclaredProbe::default() };
        let url = with(Endpoint::Url("https://{service}.{stage}.{region}.example.com/up".to_owned()));
        let probe = url.at(&placement(), &BTreeMap::new()).expect("a probe");
        assert_eq!(target(&probe), "https://live-api.prod.eu-west-3.example.com/up");
        let names = vec!["Url".to_owned()];
        let joined = with(Endpoint::Output { names, path: Some("/healthz".to_owned()) });
        let probe = joined.at(&placement(), &outputs(&[("Url", "https://a/")])).expect("a probe");
        assert_eq!(target(&probe), "https://a/healthz");
        let tcp = with(Endpoint::Tcp("{region}.db:5432".to_owned()));
        assert_eq!(target(&tcp.at(&placement(), &BTreeMap::new()).expect("a probe")), "eu-west-3.db:5432");
    }

    #[test]
    fn status_codes_are_written_in_three_ways() {
        for (text, holds, not) in [("200", 200, 201), ("2xx", 299, 300), ("200-204", 203, 205)] {
            let range = StatusRange::parse(text).expect(text);
            assert!(range.holds(holds) && !range.holds(not), "{text}");
        }
        for bad in ["", "20", "600", "6xx", "204-200", "ok", "2xx-3xx"] {
            assert_eq!(StatusRange::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn values_in_the_body_are_compared_as_people_write_them() {
        let body = json!({ "status": "ok", "ready": true, "lag": 3 });
        for (path, is, holds) in [
            ("$.status", Some("ok"), true),
            ("$.status", Some("up"), false),
            ("$.ready", Some("true"), true),
            ("$.lag", Some("3"), true),
            ("$.lag", None, true),
            ("$.none", None, false),
        ] {
            let path = JsonPath::parse(path).expect("a path");
            let expectation = JsonExpectation { path, is: is.map(str::to_owned) };
            assert_eq!(expectation.holds(&body), holds, "{expectation:?}");
        }
    }
}
