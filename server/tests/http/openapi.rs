use crate::support::TestApp;
use serde_json::Value;
use std::collections::BTreeSet;

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let all = paths.iter().flat_map(|(path, item)| {
        let operations = item.as_object().expect("operations").iter();
        operations.map(move |(method, operation)| (path.clone(), method.to_uppercase(), operation.clone()))
    });
    all.collect()
}

fn document() -> Value {
    serde_json::to_value(server::http::api::openapi()).expect("JSON")
}

#[tokio::test]
async fn the_document_is_served_to_everybody() {
    let app = TestApp::start().await;
    let answer = app.get("/api/v1/openapi.json").send().await;
    assert_eq!(answer.json(), document());
    assert_eq!(document()["openapi"], "3.1.0");
}

#[test]
fn every_operation_is_described_in_full() {
    let document = document();
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let name = format!("{method} {path}");
        assert!(path.starts_with("/api/v1/"), "{name}");
        let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{name} has no id"));
        assert!(ids.insert(id.to_owned()), "{id} is there twice");
        assert!(operation["summary"].as_str().is_some_and(|text| text.len() > 5), "{name} has no summary");
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        for name in path.split('{').skip(1).map(|rest| rest.split('}').next().expect("a name")) {
            assert!(parameters.iter().any(|p| p["name"] == name && p["in"] == "path"), "{path}: {name}");
        }
        assert_responses(&name, &operation["responses"]);
        if method == "POST" && operation.get("requestBody").is_some() {
            assert!(operation["responses"].get("422").is_some(), "{name}");
        }
    }
    assert!(ids.len() >= 25, "{} operations", ids.len());
}

fn assert_responses(name: &str, responses: &Value) {
    let responses = responses.as_object().expect("responses");
    assert!(responses.keys().any(|status| status.starts_with('2')), "{name} never succeeds");
    for (status, response) in responses {
        assert!(response["description"].as_str().is_some_and(|text| !text.is_empty()), "{name} {status}");
        if status.starts_with('4') || status.starts_with('5') || status == "default" {
            let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{name} {status}");
        }
    }
}

/// A router that takes what the document does not name, or the other way round, would be a lie.
#[tokio::test]
async fn routes_and_document_agree() {
    let app = TestApp::start().await;
    let described: BTreeSet<(String, String)> =
        operations(&document()).into_iter().map(|(path, method, _)| (path, method)).collect();
    let paths: BTreeSet<&String> = described.iter().map(|(path, _)| path).collect();
    for path in paths {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let concrete = path.replace("{id}", "x_1").replace("{name}", "x");
            let answer = app.call(method, &concrete).send().await;
            let known = described.contains(&(path.clone(), method.to_owned()));
            assert_eq!(answer.status != 405, known, "{method} {path}: {}", answer.status);
            if !known {
                assert_eq!(answer.problem(), "method-not-allowed");
                assert!(!answer.header("allow").is_empty(), "{path} says what it takes");
            }
        }
    }
}

#[test]
fn all_references_lead_somewhere() {
    let document = document();
    let text = document.to_string();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().expect("a name");
        assert!(schemas.contains_key(name), "{name} is not described");
    }
}

#[test]
fn bounds_and_refusals_are_described() {
    let document = document();
    for (path, method, operation) in operations(&document) {
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let queries = parameters.iter().filter(|parameter| parameter["in"] == "query");
        for parameter in queries {
            assert!(operation["responses"].get("422").is_some(), "{method} {path}");
            if parameter["name"] == "limit" {
                let most = if path.ends_with("events") { 1000 } else { 200 };
                let schema = &parameter["schema"];
                assert_eq!(
                    (&schema["minimum"], &schema["maximum"]),
                    (&1.into(), &most.into()),
                    "{path}: {schema}"
                );
            }
        }
    }
    let days = &document["components"]["schemas"]["NewTokenBody"]["properties"]["valid_days"];
    assert_eq!((&days["minimum"], &days["maximum"]), (&1.into(), &3650.into()), "{days}");
}
