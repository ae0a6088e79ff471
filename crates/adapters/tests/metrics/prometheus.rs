//! A real Prometheus, and endpoints that only look like one.

use crate::endpoint::{Endpoint, answering};
use crate::{bench, now};
use adapters::{Prometheus, PrometheusOptions};
use domain::metric::{Measures, Metric, Source};
use domain::names::{RegionName, ServiceName};
use simulated::contract_metrics::{Minute, Trouble, run, run_trouble, story};
use std::collections::BTreeMap;
use testbed::PrometheusServer;

/// Moments of a minute at which services are scraped, in seconds.
const SCRAPES: [f64; 4] = [10.0, 25.0, 40.0, 55.0];
/// Bounds of the histogram, in milliseconds: close to what is measured, because what lies between bounds is guessed.
const BOUNDS: [f64; 14] =
    [49.5, 50.0, 99.0, 100.0, 198.0, 200.0, 297.0, 300.0, 396.0, 400.0, 891.0, 900.0, 990.0, 1000.0];

pub fn measures() -> Measures {
    let which = r#"service="{service}",region="{region}""#;
    let requests = format!("sum(rate(http_requests_total{{{which}}}[1m]))");
    let failed = format!(r#"sum(rate(http_requests_total{{{which},code=~"5.."}}[1m]))"#);
    let percentile = |share: f64| {
        let buckets = format!("sum by (le) (rate(http_request_duration_seconds_bucket{{{which}}}[1m]))");
        format!("1000 * histogram_quantile({share}, {buckets})")
    };
    let queries = BTreeMap::from([
        (Metric::RequestRate, requests.clone()),
        (Metric::ErrorRate, format!("({failed} or vector(0)) / {requests}")),
        (Metric::P50, percentile(0.5)),
        (Metric::P95, percentile(0.95)),
        (Metric::P99, percentile(0.99)),
        (Metric::Cpu, format!("avg(avg_over_time(cpu_share{{{which}}}[1m]))")),
    ]);
    Measures { source: Source::Prometheus { queries }, step_seconds: 60 }
}

pub fn adapter(url: &str) -> Prometheus {
    let options = PrometheusOptions { url: url.to_owned(), token: Some("a-token".to_owned().into()) };
    Prometheus::new(options).expect("the system's certificates are readable")
}

/// One that has scraped the services of the story.
pub async fn having_seen(story: &[Minute]) -> PrometheusServer {
    PrometheusServer::having_seen(&samples(story)).await
}

/// What a service counts since it was started.
#[derive(Clone, Default)]
struct Counters {
    good: f64,
    failed: f64,
    /// By bound.
    quicker: [f64; BOUNDS.len()],
}

impl Counters {
    /// After a share of the minute.
    fn after(&self, minute: &Minute, share: f64) -> Self {
        let mut next = if minute.restarted { Self::default() } else { self.clone() };
        let (count, failed) = (f64::from(minute.count()), f64::from(minute.failed));
        next.good += (count - failed) * share;
        next.failed += failed * share;
        for (quicker, bound) in next.quicker.iter_mut().zip(BOUNDS) {
            let within = minute.requests.iter().filter(|(_, millis)| *millis <= bound);
            *quicker += within.map(|(count, _)| f64::from(*count) * share).sum::<f64>();
        }
        next
    }

    fn lines(&self, minute: &Minute) -> Vec<String> {
        let which = format!(r#"service="{}",region="{}""#, minute.service, minute.region);
        let requests =
            |code: u16, count: f64| format!(r#"http_requests_total{{{which},code="{code}"}} {count}"#);
        let bucket = |bound: String, count: f64| {
            format!(r#"http_request_duration_seconds_bucket{{{which},le="{bound}"}} {count}"#)
        };
        let mut lines = vec![requests(200, self.good), format!("cpu_share{{{which}}} {}", minute.cpu)];
        // A service counts no code before it has answered with it.
        if self.failed > 0.0 {
            lines.push(requests(500, self.failed));
        }
        let bounds = self.quicker.iter().zip(BOUNDS);
        lines.extend(bounds.map(|(count, bound)| bucket((bound / 1000.0).to_string(), *count)));
        lines.push(bucket("+Inf".to_owned(), self.good + self.failed));
        lines
    }
}

/// What was scraped of the story, with its moments.
fn samples(story: &[Minute]) -> Vec<(f64, String)> {
    let mut services: BTreeMap<(&RegionName, &ServiceName), Counters> = BTreeMap::new();
    let mut samples = Vec::new();
    for minute in story {
        let counters = services.entry((&minute.region, &minute.service)).or_default();
        for second in SCRAPES {
            let at = minute.at.0 as f64 / 1000.0 + second;
            let lines = counters.after(minute, second / 60.0).lines(minute);
            samples.extend(lines.into_iter().map(|line| (at, line)));
        }
        *counters = counters.after(minute, 1.0);
    }
    samples
}

#[tokio::test]
async fn prometheus_keeps_the_contract() {
    let now = now();
    let server = having_seen(&story(now)).await;
    run(&bench(&adapter(&server.url()), measures(), now)).await;
}

fn all_with(query: &str) -> Measures {
    let queries = Metric::ALL.iter().map(|metric| (*metric, query.to_owned())).collect();
    Measures { source: Source::Prometheus { queries }, step_seconds: 60 }
}

#[tokio::test]
async fn prometheus_tells_what_is_wrong_with_a_query() {
    let now = now();
    let server = having_seen(&story(now)).await;
    let prometheus = adapter(&server.url());
    let wrong = [
        "sum(",                                               // no PromQL
        "rate(cpu_share)",                                    // needs a range
        "http_requests_total",                                // many series
        "sum by (le) (cpu_share) * on() http_requests_total", // fails while it is worked out
        r#""words""#,                                         // no range of values
    ];
    for query in wrong {
        println!("{query}");
        run_trouble(&bench(&prometheus, all_with(query), now), Trouble::Refuses).await;
    }
}

#[tokio::test]
async fn trouble_of_prometheus_is_told() {
    let table = [
        (Endpoint::Status(429, Some("7")), Trouble::Throttles),
        (Endpoint::Status(429, None), Trouble::Throttles),
        (Endpoint::Status(429, Some("Wed, 21 Oct 2037 07:28:00 GMT")), Trouble::Throttles),
        (Endpoint::Status(503, Some("86400")), Trouble::Throttles),
        (Endpoint::Status(503, None), Trouble::Away),
        (Endpoint::Status(500, None), Trouble::Away),
        (Endpoint::Endless, Trouble::Away),
        (Endpoint::BreaksOff, Trouble::Away),
        (Endpoint::Status(401, None), Trouble::LetsNobodyIn),
        (Endpoint::Status(403, None), Trouble::LetsNobodyIn),
        (Endpoint::Says("<html>Welcome</html>"), Trouble::Refuses),
        (Endpoint::Says(r#"{"status":"success"}"#), Trouble::Refuses),
    ];
    for (endpoint, trouble) in table {
        println!("{endpoint:?}");
        let url = answering(endpoint).await;
        run_trouble(&bench(&adapter(&url), measures(), now()), trouble).await;
    }
}

#[tokio::test]
async fn a_prometheus_that_is_gone_is_away() {
    let server = having_seen(&story(now())).await;
    let prometheus = adapter(&server.url());
    drop(server);
    run_trouble(&bench(&prometheus, measures(), now()), Trouble::Away).await;
}
