use super::{Time, words};
use domain::Timestamp;
use domain::health::course::CheckSum;
use domain::health::{
    CheckOutcome, CheckResult, Health, HealthChange, LocationWord, PlacementHealth, Probe, ProbeId,
    ProbeKind, Standing,
};
use domain::names::LocationName;
use serde::{Deserialize, Serialize};
use services::ports::Versioned;
use services::{CheckCourse, HealthDetail};
use utoipa::ToSchema;

/// How one service is in one stage and region.
#[derive(Debug, Serialize, ToSchema)]
pub struct HealthItem {
    #[schema(example = "live-api")]
    pub service: String,
    #[schema(example = "prod")]
    pub stage: String,
    #[schema(example = "eu-west-3")]
    pub region: String,
    #[serde(flatten)]
    pub health: HealthWords,
    /// What runs there, by its own word.
    #[schema(example = "1.8.2")]
    pub running: Option<String>,
    /// Grows with each change of this item.
    #[schema(example = 12)]
    pub version: i64,
}

/// A state, since when and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct HealthWords {
    #[schema(schema_with = words::health_state)]
    pub state: &'static str,
    pub since: Time,
    /// `reason` as a stable word, and what belongs to it.
    #[schema(value_type = Object, example = json!({"reason": "probes_fail", "failing": 2, "locations": 3, "why": "HTTP 503"}))]
    pub why: serde_json::Value,
}

/// One placement, as closely as can be.
#[derive(Debug, Serialize, ToSchema)]
pub struct HealthOfPlacement {
    #[serde(flatten)]
    pub item: HealthItem,
    pub probes: Vec<ProbeOfPlacement>,
    /// With the one that held when the span began; the oldest first.
    pub changes: Vec<HealthChangeItem>,
}

/// A state that it came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct HealthChangeItem {
    pub at: Time,
    #[serde(flatten)]
    pub health: HealthWords,
}

/// What is asked, and what each location says.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProbeOfPlacement {
    #[schema(example = "endpoint")]
    pub name: String,
    /// What is asked: an address of the web, or `host:port`.
    #[schema(example = "https://live-api.example.com/healthz")]
    pub target: String,
    #[schema(example = 30)]
    pub interval_seconds: u32,
    #[schema(example = 2)]
    pub quorum: u32,
    pub locations: Vec<LocationItem>,
}

/// One location's newest word.
#[derive(Debug, Serialize, ToSchema)]
pub struct LocationItem {
    #[schema(example = "portal")]
    pub location: String,
    pub at: Time,
    #[schema(example = 42)]
    pub latency_millis: u32,
    /// `well`, `failing`, `refused`, `silent` or `distrusted`; only the first two count.
    #[schema(example = "failing")]
    pub standing: &'static str,
    #[schema(example = "HTTP 503")]
    pub why: Option<String>,
}

/// What one location found over time.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseItem {
    #[schema(example = "portal")]
    pub location: String,
    pub points: Vec<CoursePoint>,
}

/// One check, or the checks of a minute or an hour.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoursePoint {
    pub at: Time,
    pub checks: u32,
    pub failed: u32,
    /// Of those that went well.
    pub mean_millis: u32,
    pub longest_millis: u32,
}

/// A probe with all that a location has to know.
#[derive(Debug, Serialize, ToSchema)]
#[schema(value_type = Object)]
pub struct ProbeItem(pub Probe);

/// What a location has found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckReport {
    /// The oldest first; at most 2,000.
    pub results: Vec<CheckItem>,
}

/// What came of one probe.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckItem {
    #[schema(example = "live-api/prod/eu-west-3/endpoint")]
    pub probe: String,
    /// By the location's clock, in milliseconds since 1970.
    #[schema(example = 1_800_000_000_000_i64)]
    pub at: i64,
    /// `well`, `failed` or `refused`
    pub outcome: CheckWord,
    #[serde(default)]
    #[schema(example = "HTTP 503")]
    pub why: Option<String>,
    pub latency_millis: u32,
    #[serde(default)]
    #[schema(example = "1.8.2")]
    pub version: Option<String>,
}

/// How a check went.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckWord {
    Well,
    Failed,
    Refused,
}

impl CheckItem {
    pub fn at(self, location: &LocationName) -> CheckResult {
        let why = self.why.unwrap_or_default();
        CheckResult {
            probe: ProbeId(self.probe),
            location: location.clone(),
            at: Timestamp(self.at),
            outcome: match self.outcome {
                CheckWord::Well => CheckOutcome::Well,
                CheckWord::Failed => CheckOutcome::Failed { why },
                CheckWord::Refused => CheckOutcome::Refused { why },
            },
            latency_millis: self.latency_millis,
            version: self.version,
        }
    }
}

impl From<Health> for HealthWords {
    fn from(health: Health) -> Self {
        HealthWords {
            state: health.state.as_str(),
            since: health.since.into(),
            // Words and numbers always serialise.
            why: serde_json::to_value(health.reason).unwrap_or_default(),
        }
    }
}

impl From<Versioned<PlacementHealth>> for HealthItem {
    fn from(found: Versioned<PlacementHealth>) -> Self {
        let PlacementHealth { placement, health, version, .. } = found.value;
        HealthItem {
            service: placement.service.into(),
            stage: placement.stage.into(),
            region: placement.region.into(),
            health: health.into(),
            running: version,
            version: found.version,
        }
    }
}

impl HealthOfPlacement {
    pub fn new(detail: HealthDetail, changes: Vec<HealthChange>) -> Self {
        let change =
            |change: HealthChange| HealthChangeItem { at: change.at.into(), health: change.health.into() };
        HealthOfPlacement {
            item: detail.health.into(),
            probes: detail
                .probes
                .into_iter()
                .map(|(probe, words)| ProbeOfPlacement::new(probe, words))
                .collect(),
            changes: changes.into_iter().map(change).collect(),
        }
    }
}

impl ProbeOfPlacement {
    fn new(probe: Probe, words: Vec<LocationWord>) -> Self {
        let name = probe.id.as_str().rsplit('/').next().unwrap_or_default().to_owned();
        ProbeOfPlacement {
            name,
            interval_seconds: probe.pace.interval_seconds,
            quorum: probe.pace.quorum,
            target: match probe.kind {
                ProbeKind::Http { url, .. } => url,
                ProbeKind::Tcp { address, .. } => address,
            },
            locations: words.into_iter().map(LocationItem::from).collect(),
        }
    }
}

impl From<LocationWord> for LocationItem {
    fn from(word: LocationWord) -> Self {
        let (standing, why) = match word.standing {
            Standing::Well => ("well", None),
            Standing::Failing { why } => ("failing", Some(why)),
            Standing::Refused { why } => ("refused", Some(why)),
            Standing::Silent => ("silent", None),
            Standing::Distrusted { why } => ("distrusted", Some(why)),
        };
        LocationItem {
            location: word.location.into(),
            at: word.at.into(),
            latency_millis: word.latency_millis,
            standing,
            why,
        }
    }
}

impl From<CheckCourse> for CourseItem {
    fn from(course: CheckCourse) -> Self {
        let point = |sum: CheckSum| CoursePoint {
            at: sum.at.into(),
            checks: sum.checks,
            failed: sum.failed,
            mean_millis: sum.mean_millis,
            longest_millis: sum.longest_millis,
        };
        CourseItem { location: course.location.into(), points: course.sums.into_iter().map(point).collect() }
    }
}
