use crate::support::{TestApp, creation};
use axum::body::{Body, BodyDataStream};
use axum::http::StatusCode;
use futures::StreamExt;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::timeout;

/// A stream as browsers read it.
pub struct Stream {
    body: BodyDataStream,
    text: String,
}

/// One event with a name.
pub struct Event {
    id: i64,
    name: String,
    pub data: Value,
}

impl Stream {
    pub fn new(body: Body) -> Self {
        Stream { body: body.into_data_stream(), text: String::new() }
    }

    /// The next event; `None` when the stream has ended.
    pub async fn next(&mut self) -> Option<Event> {
        self.next_as(parse).await
    }

    /// The next event of a stream that tells of several things.
    async fn next_part(&mut self) -> Option<Told> {
        self.next_as(parse_part).await
    }

    async fn next_as<T>(&mut self, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                match parse(&block) {
                    Some(event) => return Some(event),
                    None => continue,
                }
            }
            let bytes =
                timeout(Duration::from_secs(10), self.body.next()).await.expect("something happens")?;
            self.text.push_str(std::str::from_utf8(&bytes.expect("bytes")).expect("text"));
        }
    }
}

fn parse(block: &str) -> Option<Event> {
    let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
    Some(Event {
        id: field("id: ")?.parse().ok()?,
        name: field("event: ")?.to_owned(),
        data: serde_json::from_str(field("data: ")?).ok()?,
    })
}

/// What a page's stream told: of which part, and where all parts are.
struct Told {
    id: String,
    what: String,
    data: Value,
}

fn parse_part(block: &str) -> Option<Told> {
    let mut data = block.lines().filter_map(|line| line.strip_prefix("data: "));
    Some(Told {
        id: block.lines().find_map(|line| line.strip_prefix("id: "))?.to_owned(),
        what: data.next()?.to_owned(),
        data: serde_json::from_str(data.next()?).ok()?,
    })
}

async fn open(app: &TestApp, path: &str, since: Option<i64>) -> Stream {
    open_as(app, "streaming-lead", path, since.map(|since| since.to_string())).await
}

async fn open_as(app: &TestApp, who: &str, path: &str, since: Option<String>) -> Stream {
    let call = app.get(path).token(who);
    let call = match since {
        Some(since) => call.header("last-event-id", &since),
        None => call,
    };
    let response = call.open().await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    Stream::new(response.into_body())
}

#[tokio::test]
async fn a_request_is_shown_as_it_moves() {
    let app = TestApp::start().await;
    let body = creation(&[("dev", "us-east-1")]);
    let made = app.post("/api/v1/requests", &body).token("streaming-developer").send().await.json();
    let path = format!("/live/requests/{}", made["id"].as_str().expect("an id"));
    let mut stream = open(&app, &path, None).await;
    let first = stream.next().await.expect("the present state");
    assert_eq!((first.name.as_str(), &first.data["status"]), ("request", &Value::from("planning")));
    app.settle().await;
    let mut version = first.data["version"].as_i64().expect("a version");
    loop {
        let event = stream.next().await.expect("goes on");
        if event.name == "events" {
            continue;
        }
        let newer = event.data["version"].as_i64().expect("a version");
        assert!(newer >= version, "versions only grow");
        version = newer;
        if event.data["status"] == "succeeded" {
            break;
        }
    }
}

#[tokio::test]
async fn who_has_the_newest_snapshot_gets_it_not_again() {
    let app = TestApp::start().await;
    app.requested("dev").await;
    let mut stream = open(&app, "/live/matrix", None).await;
    let seen = stream.next().await.expect("the present state");
    assert_eq!(seen.data["rows"].as_array().map(Vec::len), Some(1));
    drop(stream);
    let mut again = open(&app, "/live/matrix", Some(seen.id)).await;
    let body = creation(&[("dev", "eu-west-3")]);
    app.post("/api/v1/requests", &body).token("streaming-developer").send().await;
    let next = again.next().await.expect("goes on");
    assert!(next.id > seen.id && next.data["version"].as_i64() > seen.data["version"].as_i64());
}

#[tokio::test]
async fn changes_are_told_without_gap_from_where_a_reader_left_off() {
    let app = TestApp::start().await;
    app.requested("dev").await;
    let head = app.portal.live_head().await.expect("a place");
    for path in ["/api/v1/events?since=0", "/live/changes"] {
        let since = (path == "/live/changes").then_some(0);
        let mut stream = open(&app, path, since).await;
        for expected in 1..=head {
            let event = stream.next().await.expect("a change");
            assert_eq!((event.id, event.name.as_str()), (expected, "change"), "{path}");
            assert_eq!(event.data["seq"], expected);
        }
    }
    let mut from_now_on = open(&app, "/api/v1/events", None).await;
    let body = creation(&[("dev", "eu-west-3")]);
    app.post("/api/v1/requests", &body).token("streaming-developer").send().await;
    assert!(from_now_on.next().await.expect("a change").id > head);
}

/// Everything until each part has been told once, by what it is.
async fn all_parts(stream: &mut Stream, count: usize) -> BTreeMap<String, Value> {
    let mut told = BTreeMap::new();
    while told.len() < count {
        let event = stream.next_part().await.expect("goes on");
        told.insert(event.what, event.data);
    }
    told
}

#[tokio::test]
async fn one_stream_tells_all_that_a_page_shows_and_each_reader_their_own() {
    let app = TestApp::start().await;
    let made = app.requested("prod").await;
    let id = made["id"].as_str().expect("an id");
    let path =
        format!("/live/page?of=/live/notifications&of=%2Flive%2Frequests%2F{id}&of=/live/matrix?stage=prod");
    let (mut lead, mut developer) = (
        open_as(&app, "streaming-lead", &path, None).await,
        open_as(&app, "streaming-developer", &path, None).await,
    );
    let (leads, developers) = (all_parts(&mut lead, 4).await, all_parts(&mut developer, 4).await);
    let names: Vec<&str> = leads.keys().map(String::as_str).collect();
    assert_eq!(names, ["0.unread", "1.events", "1.request", "2.matrix"]);
    let may_decide = |told: &BTreeMap<String, Value>| told["1.request"]["may"]["decide"]["allowed"].clone();
    assert_eq!((may_decide(&leads), may_decide(&developers)), (true.into(), false.into()));
    let unread = |told: &BTreeMap<String, Value>| told["0.unread"]["unread"].clone();
    assert_eq!((unread(&leads), unread(&developers)), (1.into(), 0.into()), "the lead is asked to decide");
    assert_eq!(leads["2.matrix"], developers["2.matrix"], "everybody sees the same");
}

#[tokio::test]
async fn a_page_comes_back_to_where_each_part_was() {
    let app = TestApp::start().await;
    app.requested("dev").await;
    let path = "/live/page?of=/live/matrix&of=/live/changes?since=0";
    let mut stream = open_as(&app, "streaming-lead", path, None).await;
    let (mut places, mut first) = (String::new(), 0);
    while places.is_empty() || places.contains('-') || first < 1 {
        let event = stream.next_part().await.expect("goes on");
        first = event.data["seq"].as_i64().unwrap_or(first);
        places = event.id;
    }
    drop(stream);
    let mut again = open_as(&app, "streaming-lead", path, Some(places.clone())).await;
    let body = creation(&[("dev", "eu-west-3")]);
    app.post("/api/v1/requests", &body).token("streaming-developer").send().await;
    let mut known: i64 = places.split('.').nth(1).and_then(|place| place.parse().ok()).expect("a place");
    let matrix: i64 = places.split('.').next().and_then(|place| place.parse().ok()).expect("a place");
    let mut newer = false;
    while !newer {
        let event = again.next_part().await.expect("goes on");
        match event.what.as_str() {
            "0.matrix" => {
                newer = event.data["version"].as_i64() > Some(matrix);
                assert!(newer, "what was seen is not told again");
            }
            _ => {
                assert_eq!(event.data["seq"], known + 1, "no change is left out or told twice");
                known += 1;
            }
        }
    }
}

#[tokio::test]
async fn a_page_follows_only_what_its_reader_may_see() {
    let app = TestApp::start().await;
    let many = vec!["of=/live/matrix"; 33].join("&");
    let table = [
        ("of=/live/matrix&of=/live/requests/req_1", "not-found"),
        ("of=/live/moon", "not-found"),
        ("of=/api/v1/events", "not-found"),
        ("of=https://example.com/live/matrix", "not-found"),
        ("of=/live/page?of=/live/matrix", "not-found"),
        ("", "invalid"),
        (&many, "invalid"),
    ];
    for (query, problem) in table {
        let answer = app.get(&format!("/live/page?{query}")).token("streaming-lead").send().await;
        assert_eq!(answer.problem(), problem, "{query}");
    }
}

#[tokio::test]
async fn streams_end_when_the_portal_stops() {
    let app = TestApp::start().await;
    let mut matrix = open(&app, "/live/matrix", None).await;
    let mut changes = open(&app, "/api/v1/events", None).await;
    matrix.next().await.expect("the present state");
    app.shutdown.begin();
    assert!(matrix.next().await.is_none() && changes.next().await.is_none());
    assert_eq!(app.get("/readyz").send().await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(app.get("/healthz").send().await.status, StatusCode::OK);
}

#[tokio::test]
async fn open_streams_are_counted() {
    let app = TestApp::start().await;
    let mut one = open(&app, "/live/matrix", None).await;
    let _two = open(&app, "/live/matrix", None).await;
    one.next().await.expect("the present state");
    let count =
        |text: &str| text.lines().find(|line| line.starts_with("slipway_live_streams")).map(str::to_owned);
    let metrics = app.get("/metrics").send().await.text();
    assert_eq!(count(&metrics).as_deref(), Some("slipway_live_streams{kind=\"matrix\"} 2"));
    drop(one);
    let metrics = app.get("/metrics").send().await.text();
    assert_eq!(count(&metrics).as_deref(), Some("slipway_live_streams{kind=\"matrix\"} 1"));
}

#[tokio::test]
async fn nobody_watches_without_signing_in_or_what_is_not_there() {
    let app = TestApp::start().await;
    let page = "/live/page?of=/live/matrix";
    for path in ["/live/matrix", "/live/changes", "/live/requests/req_1", page, "/api/v1/events"] {
        assert_eq!(app.get(path).send().await.problem(), "unauthenticated", "{path}");
    }
    let missing = app.get("/live/requests/req_1").token("streaming-lead").send().await;
    assert_eq!(missing.problem(), "not-found");
}
