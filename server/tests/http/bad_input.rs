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

/// A good request but for one field.
fn with(name: &str, value: Value) -> Value {
    let mut body = creation(&[("dev", "us-east-1")]);
    body[name] = value;
    body
}

#[tokio::test]
async fn bodies_of_the_wrong_shape_name_the_field() {
    let app = TestApp::start().await;
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

/// A secret at the wrong place must not come back, for instance into somebody's log.
#[tokio::test]
async fn what_was_sent_is_not_repeated() {
    let app = TestApp::start().await;
    let mut texts = Vec::new();
    for (name, value) in [
        ("targets", json!("hunter2")),
        ("targets", json!("hunter2, expected hunter2")),
        ("service", json!({ "hunter2": 1 })),
        ("reason", json!(["hunter2"])),
        ("targets", json!([{ "stage": "dev", "region": 2 }, "hunter2"])),
    ] {
        let mut body = creation(&[("dev", "us-east-1")]);
        body[name] = value;
        let answer = app.post("/api/v1/requests", &body).token("streaming-developer").send().await;
        assert_eq!(answer.problem(), "invalid");
        texts.push(answer.text());
    }
    assert!(texts.iter().all(|text| !text.contains("hunter2") && text.contains("expected ")), "{texts:?}");
}

#[tokio::test]
async fn a_text_that_not_every_database_keeps_is_refused_by_name() {
    let app = TestApp::start().await;
    let table = [
        (with("reason", json!("a\0b")), "reason"),
        (with("parameters", json!({ "Size": "\0" })), "parameters.Size"),
        (with("parameters", json!({ "Si\0ze": "small" })), "parameters.Size"),
        (with("targets", json!([{ "stage": "dev\0", "region": "us-east-1" }])), "targets[0].stage"),
    ];
    for (body, expected) in table {
        assert_eq!(refused(&app, &body).await, [expected]);
    }
    let told = with("reason", json!("a backslash: \\u0000"));
    let made = app.post("/api/v1/requests", &told).token("streaming-developer").send().await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    for path in ["/fn/requests/create", "/sign-in"] {
        let form = app.form(path, "person=usr_streaming-lead&reason=a%00b").send().await;
        assert_eq!(form.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", form.text());
        assert!(form.text().contains("“reason” contains the character U+0000"), "{}", form.text());
    }
}

#[tokio::test]
async fn a_body_that_may_be_left_out_may_be_empty_or_null() {
    let app = TestApp::start().await;
    let mut body = creation(&[("prod", "us-east-1")]);
    for (place, sent) in [None, Some("{}"), Some("null"), Some(r#"{"reason":null}"#)].into_iter().enumerate()
    {
        body["service"] = json!(format!("live-{place}"));
        let made = app.post("/api/v1/requests", &body).token("streaming-developer").send().await;
        let id = made.json()["id"].as_str().expect("an id").to_owned();
        app.settle().await;
        // It is over after the first; but the bodies are fine.
        for (verb, status) in [("withdraw", 200), ("cancel", 409), ("retry", 409)] {
            let call =
                app.call("POST", &format!("/api/v1/requests/{id}/{verb}")).token("streaming-developer");
            let call = match sent {
                Some(text) => call.body("application/json", text),
                None => call,
            };
            let answer = call.send().await;
            assert_eq!(answer.status.as_u16(), status, "{verb} {sent:?}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn days_that_no_token_lives_are_refused() {
    let app = TestApp::start().await;
    for days in [json!(0), json!(3651), json!(-1), json!(4_294_967_296_i64), json!("90")] {
        let body = json!({ "label": "Report", "scopes": ["read"], "valid_days": days });
        let answer = app.post("/api/v1/tokens", &body).token("streaming-lead").send().await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{days}: {}", answer.text());
        assert_eq!(answer.json()["fields"][0]["field"], "valid_days", "{days}");
    }
    for days in [json!(1), json!(3650), Value::Null] {
        let body = json!({ "label": "Report", "scopes": ["read"], "valid_days": days });
        let answer = app.post("/api/v1/tokens", &body).token("streaming-lead").send().await;
        assert_eq!(answer.status, StatusCode::CREATED, "{days}: {}", answer.text());
    }
}

#[tokio::test]
async fn what_there_is_not_is_not_found_and_no_action_is_no_preview() {
    let app = TestApp::start().await;
    let events = app.get("/api/v1/requests/req_none/events").token("streaming-lead").send().await;
    assert_eq!((events.status, events.problem().as_str()), (StatusCode::NOT_FOUND, "not-found"));
    let mut body = creation(&[("dev", "us-east-1")]);
    body["action"] = json!("destroy");
    let preview = app.post("/api/v1/requests/preview", &body).token("streaming-lead").send().await;
    assert_eq!(preview.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", preview.text());
    assert_eq!(preview.json()["fields"][0]["field"], "action");
    let half_filled = app.post("/api/v1/requests/preview", &json!({})).token("streaming-lead").send().await;
    assert_eq!(half_filled.status, StatusCode::OK, "{}", half_filled.text());
}

#[tokio::test]
async fn what_is_about_no_path_is_refused() {
    let app = TestApp::start().await;
    for (method, target) in [
        ("CONNECT", "evil.example:80"),
        ("GET", "evil.example:80"),
        ("POST", "evil.example:80"),
        ("OPTIONS", "*"),
        ("GET", "*"),
    ] {
        let answer = app.call(method, target).send().await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {target}");
        assert_eq!(
            (answer.problem().as_str(), answer.header("allow")),
            ("method-not-allowed", "GET, HEAD, POST")
        );
    }
    for (method, target) in [
        ("CONNECT", "/nowhere"),
        ("TRACE", "/nowhere"),
        ("PURGE", "/environments"),
        ("OPTIONS", "/nowhere"),
        ("GET", "http://evil.example"),
        ("GET", "http://evil.example?x"),
        ("GET", "//evil.example/%00/[?%"),
        ("GET", "/?"),
    ] {
        let answer = app.call(method, target).send().await;
        assert!(!answer.status.is_server_error(), "{method} {target}: {}", answer.status);
    }
}
