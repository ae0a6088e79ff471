//! Tells CloudWatch on the sandbox cloud what the made-up users met.

use super::model::{Measured, STORAGE_LIMIT, Serving, measure};
use domain::Timestamp;
use domain::names::RegionName;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Where everything that is made up stands, so that nobody takes it for measured.
const NAMESPACE: &str = "Slipway/Sandbox";
const OPERATION: &str = "GraniteServiceVersion20100801.PutMetricData";
/// As many numbers as one call takes.
const DATA_PER_CALL: usize = 1000;

/// How the feed goes.
#[derive(Clone, Debug)]
pub struct TrafficOptions {
    /// The sandbox cloud.
    pub endpoint: String,
    /// Length of a step.
    pub every: Duration,
    pub seed: u64,
}

/// Feeds until it is dropped. `serving` tells what is deployed just then.
pub async fn feed<F>(options: TrafficOptions, serving: impl Fn() -> F)
where
    F: Future<Output = Vec<Serving>>,
{
    let client = reqwest::Client::new();
    let mut ticks = tokio::time::interval(options.every);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    let mut last = Timestamp(0);
    loop {
        ticks.tick().await;
        let mut regions: BTreeMap<RegionName, Vec<Value>> = BTreeMap::new();
        // Sums are read by the step: each step is told once.
        let at = step(now(), options.every);
        if at == last {
            continue;
        }
        last = at;
        for serving in serving().await {
            let measured = measure(&serving, at, options.every.as_secs_f64(), options.seed);
            regions.entry(serving.region.clone()).or_default().extend(data(&serving, &measured, at));
        }
        for (region, data) in regions {
            for part in data.chunks(DATA_PER_CALL) {
                if let Err(error) = put(&client, &options.endpoint, &region, part).await {
                    // The cloud may be starting again; the next step comes soon.
                    tracing::debug!(%region, %error, "the sandbox's traffic was not taken");
                }
            }
        }
    }
}

async fn put(
    client: &reqwest::Client,
    endpoint: &str,
    region: &RegionName,
    data: &[Value],
) -> reqwest::Result<()> {
    // The sandbox cloud reads account and region from the signature's scope, and checks nothing else of it.
    let scope = format!(
        "AWS4-HMAC-SHA256 Credential=test/20260101/{region}/monitoring/aws4_request, SignedHeaders=host, Signature=0"
    );
    let body = json!({ "Namespace": NAMESPACE, "MetricData": data }).to_string();
    let call = client
        .post(endpoint)
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", OPERATION)
        .header("authorization", scope)
        .body(body);
    call.send().await?.error_for_status().map(drop)
}

/// In the names that a load balancer and a database have in CloudWatch.
fn data(serving: &Serving, measured: &Measured, at: Timestamp) -> Vec<Value> {
    let name = format!("{}-{}", serving.service, serving.stage);
    let datum = |metric: &str, unit: &str| {
        json!({
            "MetricName": metric,
            "Unit": unit,
            "Timestamp": at.0 / 1000,
            "Dimensions": [{ "Name": "Service", "Value": name }],
        })
    };
    let value = |metric: &str, unit: &str, value: f64| {
        let mut datum = datum(metric, unit);
        datum["Value"] = json!(value);
        datum
    };
    let mut times = datum("TargetResponseTime", "Seconds");
    times["Values"] = measured.latencies.iter().map(|millis| json!(millis / 1000.0)).collect();
    vec![
        value("RequestCount", "Count", measured.requests),
        value("HTTPCode_Target_5XX_Count", "Count", measured.errors),
        times,
        value("CPUUtilization", "Percent", measured.cpu * 100.0),
        value("MemoryUtilization", "Percent", measured.memory * 100.0),
        value("ReadIOPS", "Count/Second", measured.reads),
        value("ReadIOPSLimit", "Count/Second", STORAGE_LIMIT),
        value("DiskQueueDepth", "Count", measured.queue),
    ]
}

/// The beginning of the step that `at` is in.
fn step(at: Timestamp, every: Duration) -> Timestamp {
    let length = i64::try_from(every.as_millis()).unwrap_or(i64::MAX).max(1);
    Timestamp(at.0 - at.0.rem_euclid(length))
}

fn now() -> Timestamp {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
}
