//! CloudWatch on the sandbox cloud.

use crate::{bench, now};
use adapters::{CloudOptions, CloudWatch};
use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, MetricDatum};
use domain::metric::{Formula, Measures, Metric, Source, Term};
use serde_json::{Value, json};
use simulated::contract_metrics::{Minute, Trouble, run, run_trouble, story};
use std::collections::BTreeMap;
use testbed::{Microburst, Ministack};

const NAMESPACE: &str = "Contract";

/// As a load balancer and a machine are measured there.
pub fn measures() -> Measures {
    let dimensions = BTreeMap::from([("Service".to_owned(), "{service}-{stage}".to_owned())]);
    let mut formulas = Source::load_balancer(NAMESPACE, &dimensions);
    let (metric, statistic) = ("CPUUtilization".to_owned(), "Average".to_owned());
    let term = Term { namespace: NAMESPACE.to_owned(), metric, dimensions, statistic };
    formulas.insert(Metric::Cpu, Formula::Value { term, also: Vec::new(), factor: 0.01 });
    Measures { source: Source::CloudWatch { formulas }, step_seconds: 60 }
}

fn client(url: &str, region: &str) -> Client {
    let config = aws_sdk_cloudwatch::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(url)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::from_conf(config)
}

/// Tells CloudWatch the story as load balancers and machines do: what did not happen is not told, apart from the count of
/// requests.
pub async fn fill(url: &str, story: &[Minute]) {
    for minute in story {
        let put = client(url, minute.region.as_str()).put_metric_data().namespace(NAMESPACE);
        put.set_metric_data(Some(data(minute))).send().await.expect("CloudWatch takes it");
    }
}

fn data(minute: &Minute) -> Vec<MetricDatum> {
    let named = |metric: &str| {
        let service = Dimension::builder().name("Service").value(format!("{}-prod", minute.service));
        let at = DateTime::from_millis(minute.at.0);
        MetricDatum::builder().metric_name(metric).dimensions(service.build()).timestamp(at)
    };
    let mut data = vec![named("RequestCount").value(minute.count().into()).build()];
    if minute.failed > 0 {
        data.push(named("HTTPCode_Target_5XX_Count").value(minute.failed.into()).build());
    }
    if !minute.requests.is_empty() {
        let seconds = minute.requests.iter().map(|(_, millis)| millis / 1000.0).collect();
        let counts = minute.requests.iter().map(|(count, _)| f64::from(*count)).collect();
        data.push(named("TargetResponseTime").set_values(Some(seconds)).set_counts(Some(counts)).build());
    }
    // CloudWatch takes numbers only.
    if minute.cpu.is_finite() {
        data.push(named("CPUUtilization").value(minute.cpu * 100.0).build());
    }
    data
}

#[tokio::test]
async fn cloudwatch_keeps_the_contract() {
    let cloud = Ministack::start().await;
    let now = now();
    fill(&cloud.url(), &story(now)).await;
    let cloudwatch = CloudWatch::new(CloudOptions::sandbox(&cloud.url()));
    run(&bench(&cloudwatch, measures(), now)).await;
}

/// What CloudWatch answers then.
fn answers(trouble: Trouble) -> Vec<Value> {
    let error = |status: u16, code: &str| json!({"error": {"code": code, "status": status, "message": code}});
    match trouble {
        Trouble::Refuses => vec![
            error(400, "ValidationError"),
            error(400, "InvalidParameterValue"),
            error(400, "InvalidParameterCombination"),
        ],
        Trouble::Throttles => {
            vec![error(400, "Throttling"), error(400, "ThrottlingException"), error(429, "TooManyRequests")]
        }
        Trouble::Away => {
            vec![error(500, "InternalServiceFault"), error(503, "ServiceUnavailable"), json!({"reset": true})]
        }
        Trouble::LetsNobodyIn => vec![
            error(403, "AccessDenied"),
            error(400, "AccessDeniedException"),
            error(403, "InvalidClientTokenId"),
            error(403, "ExpiredTokenException"),
            error(403, "MissingAuthenticationToken"),
            error(400, "RequestExpired"),
            error(403, "OptInRequired"),
        ],
    }
}

#[tokio::test]
async fn trouble_of_cloudwatch_is_told() {
    let cloud = Ministack::start().await;
    let proxy = Microburst::before(&cloud.url()).await;
    let options = CloudOptions { attempts: 2, ..CloudOptions::sandbox(&proxy.url()) };
    for trouble in Trouble::ALL {
        for mut rule in answers(trouble) {
            rule["service"] = json!("cloudwatch");
            let text = rule.to_string();
            proxy.set_rules(json!([rule])).await;
            println!("{text}");
            // A new one each time: retries are rationed over the calls of one client.
            let cloudwatch = CloudWatch::new(options.clone());
            run_trouble(&bench(&cloudwatch, measures(), now()), trouble).await;
        }
    }
}
