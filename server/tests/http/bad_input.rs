use crate::support::{TestApp, creation};
use axum::http::StatusCode;
use domain::PortalError;
use serde_json::{Value, json};

async fn refused(app: &TestApp, body: &Value) -> Vec<String> {
    let answer = app.post("/api/v1/requests", body).token("streaming-developer").send().await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", answer.text());
    assert_eq!(answer.problem(), "invalid");
    let fields = answer.json()["fields"].as_array().cloned().unwrap_or_default();
    fields.iter().map(|field| field["field"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn bodies_of_the_wrong_shape_name_the_field() {
    let app = TestApp::start().await;
    let with = |name: &str, value: Value| {
        let mut body = creation(&[("dev", "us-east-1")]);
        body[name] = value;
        body
    };
    let table = [
        (json!([]), ""),
        (json!("text"), ""),
        (json!(null), ""),
        (with("targets", json!({})), "targets"),
        (with("targets", json!([{ "stage": 1, "region": "us-east-1" }])), "targets[0].stage"),
        (with("targets", json!([{ "stage": "dev" }])), "targets[0]"),
        (with("targets", json!([])), "targets"),
        (with("targets", json!([{ "stage": "dev", "region": "mars-north-1" }])), "targets[0].region"),
        (with("targets", json!([{ "stage": "moon", "region": "us-east-1" }])), "targets[0].stage"),
        (with("parameters", json!([])), "parameters"),
        (with("parameters", json!({ "Size": { "a": 1 } })), "parameters.Size"),
        (with("parameters", json!({ "Size": "huge" })), "parameters.Size"),
        (with("parameters", json!({ "Nothing": "x" })), "parameters.Nothing"),
        (with("parameters", json!({ "Size": "x".repeat(4097) })), "parameters.Size"),
        (with("service", json!("<script>alert(1)</script>")), "service"),
        (with("service", json!("라이브-😀")), "service"),
        (with("service", json!("")), "service"),
        (with("environment", json!("a b")), "environment"),
        (with("action", json!("destroy")), "action"),
        (with("template", json!("none")), "template"),
        (with("reason", json!("x".repeat(3000))), "reason"),
        (with("paramters", json!({})), "paramters"),
    ];
    for (body, expected) in table {
        let fields = refused(&app, &body).await;
        assert!(fields.iter().any(|field| field == expected), "{body}: {fields:?} instead of {expected}");
    }
    let left = app.get("/api/v1/requests").token("streaming-developer").send().await.json();
    assert_eq!(left["items"], json!([]), "nothing was half done");
}

#[tokio::test]
async fn what_is_no_json_is_told_apart() {
    let app = TestApp::start().await;
    let post = |kind: &'static str, body: Vec<u8>| {
        app.call("POST", "/api/v1/requests").token("streaming-developer").body(kind, body).send()
    };
    let deep = [b"[".repeat(200_000), b"]".repeat(200_000)].concat();
    let table = [
        ("application/json", b"{\"action\":".to_vec(), 400, "bad-json"),
        ("application/json", b"{} {}".to_vec(), 400, "bad-json"),
        ("application/json", b"\xff\xfe".to_vec(), 400, "bad-json"),
        ("application/json", Vec::new(), 400, "bad-json"),
        ("application/json", deep, 422, "invalid"),
        ("text/plain", b"{}".to_vec(), 415, "unsupported-media-type"),
        ("application/json", vec![b' '; 2 * 1024 * 1024 + 1], 413, "too-large"),
    ];
    for (kind, body, status, code) in table {
        let size = body.len();
        let answer = post(kind, body).await;
        assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (status, code), "{kind} {size}");
    }
}

#[tokio::test]
async fn values_of_the_usual_json_types_are_taken() {
    let app = TestApp::start().await;
    let mut body = creation(&[("dev", "us-east-1")]);
    body["parameters"] = json!({ "Count": 4, "Size": "large" });
    let made = app.post("/api/v1/requests", &body).token("streaming-developer").send().await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    assert_eq!(made.json()["targets"][0]["values"]["Count"]["value"], "4");
}

#[tokio::test]
async fn secrets_come_back_nowhere() {
    let app = TestApp::start().await;
    let mut body = creation(&[("dev", "us-east-1"), ("prod", "us-east-1")]);
    body["parameters"] = json!({ "Password": "hunter2-hunter2" });
    let made = app.post("/api/v1/requests", &body).token("streaming-developer").send().await;
    app.settle().await;
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let mut texts = vec![made.text()];
    for path in [
        format!("/api/v1/requests/{id}"),
        format!("/api/v1/requests/{id}/events"),
        "/api/v1/environments".to_owned(),
        "/api/v1/audit?limit=200".to_owned(),
        "/api/v1/audit/export".to_owned(),
    ] {
        texts.push(app.get(&path).token("streaming-developer").send().await.text());
    }
    let environments = app.get("/api/v1/environments").token("streaming-developer").send().await.json();
    let environment = environments["items"][0]["id"].as_str().expect("an id").to_owned();
    let page =
        app.get(&format!("/api/v1/environments/{environment}")).token("streaming-developer").send().await;
    texts.push(page.text());
    assert!(texts.iter().all(|text| !text.contains("hunter2")), "{texts:?}");
}

#[tokio::test]
async fn the_same_environment_twice_at_the_same_moment_is_one() {
    let app = TestApp::start().await;
    let body = creation(&[("dev", "us-east-1")]);
    let send = |who: &'static str| app.post("/api/v1/requests", &body).token(who).send();
    let (one, other) = tokio::join!(send("streaming-developer"), send("streaming-lead"));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "{} {}", one.text(), other.text());
}

#[tokio::test]
async fn queries_that_do_not_fit_are_told() {
    let app = TestApp::start().await;
    let table = [
        ("/api/v1/requests?limit=0", "limit"),
        ("/api/v1/requests?limit=many", ""),
        ("/api/v1/audit?from=yesterday", "from"),
        ("/api/v1/requests/x/events?after=first", ""),
    ];
    for (path, field) in table {
        let answer = app.get(path).token("streaming-lead").send().await;
        assert_eq!(answer.problem(), "invalid", "{path}");
        assert_eq!(answer.json()["fields"][0]["field"], field, "{path}");
    }
    for path in ["/api/v1/requests/%00", "/api/v1/templates/..%2F..%2Fetc%2Fpasswd", "/api/v1/nothing"] {
        let answer = app.get(path).token("streaming-lead").send().await;
        assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (404, "not-found"), "{path}");
    }
}

#[tokio::test]
async fn a_catalogue_that_cannot_be_read_is_unavailable_and_comes_back() {
    let app = TestApp::start().await;
    app.templates.break_with(Some(
        PortalError::unavailable("The template folder cannot be read.").because("EIO /srv"),
    ));
    let answer = app.get("/api/v1/templates").token("streaming-lead").send().await;
    if answer.status != StatusCode::OK {
        assert_eq!(answer.problem(), "unavailable");
        assert!(!answer.text().contains("EIO"), "causes stay in the log");
    }
    app.templates.break_with(None);
    let answer = app.get("/api/v1/templates").token("streaming-lead").send().await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn a_broken_template_is_listed_with_its_error() {
    let app = TestApp::start().await;
    app.templates.put("broken", "Resources: [").expect("a name");
    app.templates.put("binary", b"\xff\xfe\x00\x01".as_slice()).expect("a name");
    app.templates.put("bomb", bomb()).expect("a name");
    let list = app.get("/api/v1/templates").token("streaming-lead").send().await.json();
    for name in ["broken", "binary", "bomb"] {
        let items = list["items"].as_array().expect("items");
        let item =
            items.iter().find(|item| item["name"] == name).unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!(item["usable"], false, "{name}");
        assert_eq!(item["findings"][0]["severity"], "error", "{name}");
    }
}

/// Ten references to ten references, ten deep.
fn bomb() -> String {
    let mut text = "a0: &a0 [x]\n".to_owned();
    for level in 1..10 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    text
}
