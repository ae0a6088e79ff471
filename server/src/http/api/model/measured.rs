use super::Time;
use super::incident::severity;
use domain::health::{Alert, Indicator, Objective, Samples};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// What is asked about a placement's metrics.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SampleQuery {
    #[param(example = "live-api")]
    pub service: String,
    #[param(example = "prod")]
    pub stage: String,
    #[param(example = "eu-west-3")]
    pub region: String,
    /// Names with commas between them; left out: requests, errors and p95.
    #[param(example = "request_rate,error_rate,p95")]
    pub metrics: Option<String>,
    /// RFC 3339, or a day.
    pub from: String,
    /// Left out: now.
    pub until: Option<String>,
    /// At most so many; 300 when left out, 1500 at most.
    pub points: Option<u32>,
}

/// What metrics were. Where nothing was measured there is null, never zero.
#[derive(Debug, Serialize, ToSchema)]
pub struct SamplesAnswer {
    /// `raw`, `minute` or `hour`: what the steps were made of.
    #[schema(example = "minute")]
    pub tier: String,
    pub from: Time,
    pub until: Time,
    pub step_seconds: i64,
    #[schema(example = json!({"error_rate": [0.001, null, 0.0]}))]
    pub series: BTreeMap<String, Vec<Option<f64>>>,
}

/// One promise in one place, and how it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObjectiveItem {
    #[schema(example = "availability")]
    pub name: String,
    #[schema(example = "live-api")]
    pub service: String,
    #[schema(example = "prod")]
    pub stage: String,
    #[schema(example = "eu-west-3")]
    pub region: String,
    /// What has to be good, in percent.
    #[schema(example = 99.9)]
    pub target_percent: f64,
    /// For latency: which percentile may be how high.
    pub percentile: Option<String>,
    pub at_most_millis: Option<u32>,
    /// Of the last 28 days.
    pub requests: u64,
    pub failures: u64,
    /// Of the errors that are allowed in 28 days; above 100 the budget is overdrawn. Null without requests.
    #[schema(example = 12.5)]
    pub budget_used_percent: Option<f64>,
    /// How many times faster than allowed the budget is used up, by the window's minutes.
    #[schema(example = json!({"60": 0.4}))]
    pub burn_rates: BTreeMap<u32, Option<f64>>,
    pub alerts: Vec<AlertItem>,
    pub measured_since: Option<Time>,
    pub at: Time,
}

/// A budget that burns too fast.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertItem {
    /// `page` or `ticket`.
    pub severity: String,
    #[schema(example = 15.2)]
    pub burn_rate: f64,
    #[schema(example = 60)]
    pub window_minutes: u32,
    pub since: Time,
}

impl From<Samples> for SamplesAnswer {
    fn from(samples: Samples) -> Self {
        let tier = serde_json::to_value(samples.tier).ok().and_then(|tier| tier.as_str().map(str::to_owned));
        let series = samples.series.into_iter();
        SamplesAnswer {
            tier: tier.unwrap_or_default(),
            from: samples.window.from.into(),
            until: samples.window.until.into(),
            step_seconds: samples.window.step_millis / 1000,
            series: series.map(|(metric, series)| (metric.as_str().to_owned(), series.values)).collect(),
        }
    }
}

impl From<Objective> for ObjectiveItem {
    fn from(objective: Objective) -> Self {
        let (percentile, at_most_millis) = match objective.slo.indicator {
            Indicator::Availability => (None, None),
            Indicator::Latency { percentile, at_most_millis } => {
                (Some(percentile.as_str().to_owned()), Some(at_most_millis))
            }
        };
        let burns = objective.burns.into_iter();
        ObjectiveItem {
            name: objective.slo.name,
            service: objective.placement.service.into(),
            stage: objective.placement.stage.into(),
            region: objective.placement.region.into(),
            target_percent: f64::from(objective.slo.target_ppm) / 10_000.0,
            percentile,
            at_most_millis,
            requests: objective.budget.tally.requests(),
            failures: objective.budget.tally.failures(),
            budget_used_percent: objective.budget.used_permille.map(|used| f64::from(used) / 10.0),
            burn_rates: burns
                .map(|(minutes, burn)| (minutes, burn.map(|tenths| f64::from(tenths) / 10.0)))
                .collect(),
            alerts: objective.alerts.into_iter().map(AlertItem::from).collect(),
            measured_since: objective.measured_since.map(Time::from),
            at: objective.at.into(),
        }
    }
}

impl From<Alert> for AlertItem {
    fn from(alert: Alert) -> Self {
        AlertItem {
            severity: severity(alert.severity),
            burn_rate: f64::from(alert.tenths) / 10.0,
            window_minutes: alert.minutes,
            since: alert.since.into(),
        }
    }
}
