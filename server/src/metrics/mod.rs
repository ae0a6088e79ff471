//! Figures for Prometheus. One registry, passed around; nothing is global.

mod cloud;
mod http;

pub use cloud::MeteredCloud;
pub use http::{measure, scrape};

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use services::JobReport;
use std::time::Duration;

type Histograms<L> = Family<L, Histogram, fn() -> Histogram>;

/// From half a millisecond to a minute and a half.
const SECONDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 5.0, 20.0, 90.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    /// The route's pattern, never the path itself.
    route: String,
    method: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct JobLabels {
    kind: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct JobEndLabels {
    kind: String,
    /// `done` or `again`.
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CallLabels {
    region: String,
    operation: &'static str,
    /// `ok`, `refused`, `not_found`, `throttled` or `unavailable`.
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OperationLabels {
    region: String,
    operation: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StreamLabels {
    kind: &'static str,
}

/// All figures.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    request_seconds: Histograms<RouteLabels>,
    jobs: Family<JobEndLabels, Counter>,
    job_seconds: Histograms<JobLabels>,
    queue_seconds: Histograms<JobLabels>,
    waiting: Family<JobLabels, Gauge>,
    running: Family<JobLabels, Gauge>,
    streams: Family<StreamLabels, Gauge>,
    calls: Family<CallLabels, Counter>,
    call_seconds: Histograms<OperationLabels>,
}

fn histogram() -> Histogram {
    Histogram::new(SECONDS)
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Metrics {
            registry: Registry::with_prefix("slipway"),
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(histogram),
            jobs: Family::default(),
            job_seconds: Family::new_with_constructor(histogram),
            queue_seconds: Family::new_with_constructor(histogram),
            waiting: Family::default(),
            running: Family::default(),
            streams: Family::default(),
            calls: Family::default(),
            call_seconds: Family::new_with_constructor(histogram),
        };
        let registry = &mut metrics.registry;
        registry.register("http_requests", "Requests answered", metrics.requests.clone());
        let help = "Time until an answer began";
        registry.register_with_unit(
            "http_request_duration",
            help,
            Unit::Seconds,
            metrics.request_seconds.clone(),
        );
        registry.register("jobs", "Jobs ended", metrics.jobs.clone());
        registry.register_with_unit(
            "job_duration",
            "Time that jobs took",
            Unit::Seconds,
            metrics.job_seconds.clone(),
        );
        let help = "Time between a job being due and its start";
        registry.register_with_unit("job_queue_delay", help, Unit::Seconds, metrics.queue_seconds.clone());
        registry.register("jobs_waiting", "Jobs queued, over all replicas", metrics.waiting.clone());
        registry.register("jobs_running", "Jobs leased, over all replicas", metrics.running.clone());
        registry.register("live_streams", "Open live streams", metrics.streams.clone());
        registry.register("cloud_calls", "Calls to the cloud", metrics.calls.clone());
        registry.register_with_unit(
            "cloud_call_duration",
            "Time that calls took",
            Unit::Seconds,
            metrics.call_seconds.clone(),
        );
        metrics
    }
}

impl Metrics {
    /// What Prometheus reads.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut buffer = String::new();
        text::encode(&mut buffer, &self.registry)?;
        Ok(buffer)
    }

    /// Takes note of a finished job.
    pub fn job(&self, report: &JobReport) {
        let outcome = if report.failed.is_some() { "again" } else { "done" };
        let kind = report.kind.to_owned();
        self.jobs.get_or_create(&JobEndLabels { kind: kind.clone(), outcome }).inc();
        let labels = JobLabels { kind };
        self.job_seconds.get_or_create(&labels).observe(report.took.as_secs_f64());
        let queued = Duration::from_millis(u64::try_from(report.queued_millis).unwrap_or(0));
        self.queue_seconds.get_or_create(&labels).observe(queued.as_secs_f64());
    }

    /// Takes note of what is queued: `(kind, waiting, running)`.
    fn queue(&self, counts: Vec<(String, i64, i64)>) {
        self.waiting.clear();
        self.running.clear();
        for (kind, waiting, running) in counts {
            let labels = JobLabels { kind };
            self.waiting.get_or_create(&labels).set(waiting);
            self.running.get_or_create(&labels).set(running);
        }
    }

    /// Counts an open stream until the answer is dropped.
    pub fn stream(&self, kind: &'static str) -> OpenStream {
        let gauge = self.streams.get_or_create(&StreamLabels { kind }).clone();
        gauge.inc();
        OpenStream(gauge)
    }
}

/// See [`Metrics::stream`].
#[derive(Debug)]
pub struct OpenStream(Gauge);

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.0.dec();
    }
}
