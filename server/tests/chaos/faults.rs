use crate::client::{REGIONS, approve, call, creation, settled, twelve_targets};
use crate::program::Start;
use serde_json::{Value, json};
use std::time::Duration;
use testbed::{Microburst, Ministack, free_port};

#[tokio::test(flavor = "multi_thread")]
async fn throttling_server_faults_and_a_region_down_only_delay() {
    let cloud = Ministack::start().await;
    let proxy = Microburst::before(&cloud.url()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let proxy_url = proxy.url();
    let start =
        Start { folder: folder.path(), database: "sqlite:slipway.db", cloud: &proxy_url, port: free_port() };
    let portal = start.go().await;

    proxy.set_rules(json!([
        {"service": "*", "region": "eu-west-3", "error": {"code": "ServiceUnavailable", "status": 503, "message": "down"}},
        {"service": "cloudformation", "operation": "DescribeStackEvents", "region": "us-east-1",
         "error": {"code": "Throttling", "status": 400, "message": "Rate exceeded"}},
    ]))
    .await;
    let url = format!("{}/api/v1/requests", portal.url);
    let dev = json!(REGIONS.map(|region| json!({"stage": "dev", "region": region})));
    let (status, made) =
        call(&url, "sandbox-developer", Some(&creation("faulty", dev)), None).await.expect("an answer");
    assert_eq!(status, 201, "{made}");
    let id = made["id"].as_str().expect("an id").to_owned();
    let delayed = wait_for(&portal.url, &id, |view| {
        let planned = targets(view).filter(|target| target["status"] == "planned").count();
        let delayed = targets(view).any(|t| t["region"] == "eu-west-3" && !t["delayed"].is_null());
        planned == 3 && delayed
    })
    .await;
    assert_eq!(delayed["status"], "planning");

    proxy.set_rules(json!([])).await;
    let done = settled(&portal.url, &id, Duration::from_secs(90)).await;
    assert_eq!(done["status"], "succeeded", "{done:#}");
    assert!(targets(&done).all(|target| target["delayed"].is_null()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cloud_stopped_in_the_middle_is_waited_for() {
    let mut cloud = Ministack::options().persistent().start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let cloud_url = cloud.url();
    let start =
        Start { folder: folder.path(), database: "sqlite:slipway.db", cloud: &cloud_url, port: free_port() };
    let portal = start.go().await;
    let url = format!("{}/api/v1/requests", portal.url);
    let body = creation("outage", twelve_targets());
    let (_, made) = call(&url, "sandbox-developer", Some(&body), None).await.expect("an answer");
    let id = made["id"].as_str().expect("an id").to_owned();
    cloud.stop();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let (status, _) = call(&format!("{url}/{id}"), "sandbox-developer", None, None).await.expect("an answer");
    assert_eq!(status, 200, "the portal itself stays up");
    cloud.start_again().await;
    let waiting = settled(&portal.url, &id, Duration::from_secs(120)).await;
    assert_eq!(waiting["status"], "awaiting_approval", "{waiting:#}");
    assert_eq!(approve(&portal.url, &waiting).await, Some(200));
    let done = settled(&portal.url, &id, Duration::from_secs(60)).await;
    assert_eq!(done["status"], "succeeded", "{done:#}");
}

fn targets(view: &Value) -> impl Iterator<Item = &Value> {
    view["targets"].as_array().into_iter().flatten()
}

async fn wait_for(portal: &str, id: &str, fits: impl Fn(&Value) -> bool) -> Value {
    let mut last = Value::Null;
    for _ in 0..600 {
        if let Some((200, view)) =
            call(&format!("{portal}/api/v1/requests/{id}"), "sandbox-developer", None, None).await
        {
            if fits(&view) {
                return view;
            }
            last = view;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not within a minute: {last:#}");
}
