//! Calls to the portal's API, as a script would make them; and looks at the cloud behind its back.

use serde_json::{Value, json};
use std::time::{Duration, Instant};

pub const REGIONS: [&str; 4] = ["ap-northeast-2", "ap-southeast-1", "eu-west-3", "us-east-1"];

/// Three stages in four regions.
pub fn twelve_targets() -> Value {
    let stages = ["dev", "staging", "prod"];
    let targets =
        stages.iter().flat_map(|stage| REGIONS.map(|region| json!({"stage": stage, "region": region})));
    targets.collect()
}

pub fn creation(service: &str, targets: Value) -> Value {
    json!({"action": "create", "service": service, "template": "document-store", "targets": targets})
}

/// `None` when nobody answers: the portal may just be down.
pub async fn call(url: &str, token: &str, body: Option<&Value>, key: Option<&str>) -> Option<(u16, Value)> {
    let client = reqwest::Client::new();
    let mut request = match body {
        Some(body) => client.post(url).json(body),
        None => client.get(url),
    };
    if let Some(key) = key {
        request = request.header("Idempotency-Key", key);
    }
    let answer = request.bearer_auth(token).timeout(Duration::from_secs(20)).send().await.ok()?;
    let status = answer.status().as_u16();
    Some((status, answer.json().await.ok()?))
}

/// The request once it is over or waits for people and nothing is at work; patient over outages.
pub async fn settled(portal: &str, id: &str, within: Duration) -> Value {
    let started = Instant::now();
    let mut last = Value::Null;
    while started.elapsed() < within {
        if let Some((200, view)) =
            call(&format!("{portal}/api/v1/requests/{id}"), "sandbox-developer", None, None).await
        {
            if !at_work(&view) {
                return view;
            }
            last = view;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the request is not settled after {within:?}: {last:#}");
}

fn at_work(view: &Value) -> bool {
    let busy = ["planning", "applying", "cancelling", "discarding"];
    let targets = view["targets"].as_array().into_iter().flatten();
    let mut statuses = targets.map(|target| target["status"].as_str().unwrap_or_default());
    busy.contains(&view["status"].as_str().unwrap_or_default())
        || statuses.any(|status| busy.contains(&status))
}

pub async fn approve(portal: &str, view: &Value) -> Option<u16> {
    let id = view["id"].as_str().expect("an id");
    let body = json!({"decision": "approve", "digest": view["digest"], "comment": "seen"});
    let url = format!("{portal}/api/v1/requests/{id}/approvals");
    Some(call(&url, "sandbox-lead", Some(&body), None).await?.0)
}

/// Resource events that the portal has told of one request.
pub async fn events(portal: &str, id: &str) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    loop {
        let after = all.last().map_or(0, |event| event["seq"].as_i64().unwrap_or_default());
        let url = format!("{portal}/api/v1/requests/{id}/events?after={after}&limit=500");
        let (status, page) = call(&url, "sandbox-developer", None, None).await.expect("an answer");
        assert_eq!(status, 200, "{page}");
        let items = page["items"].as_array().expect("items").clone();
        if items.is_empty() {
            return all;
        }
        all.extend(items);
    }
}
