//! Notices arrive at real receivers, and go nowhere that they must not.

use adapters::{MailOptions, MailSecurity, MessengerOptions, Messengers, OutboundRules};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use domain::Timestamp;
use domain::ids::{DeliveryId, NoticeId, RolloutId};
use domain::notification::{About, News, Notice, NoticeKind, SendFailure, message};
use domain::template::Lang;
use serde_json::Value;
use services::ports::{Address, Letter, Messenger};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn letter(to: Address) -> Letter {
    let news = News {
        kind: NoticeKind::ApprovalWanted,
        about: About::Rollout(RolloutId("rol_1".into())),
        team: None,
        subject: "checkout <1.8.2> & <!channel>".into(),
        rollback: false,
        place: "prod".into(),
        authors: Default::default(),
        to: Default::default(),
        rules: Vec::new(),
        decision: None,
        by: None,
        why: Some("<@U1> 급합니다\r\nBcc: everybody@example.com".into()),
    };
    let notice = Notice { id: NoticeId("ntc_1".into()), at: Timestamp(1_614_265_330_000), news };
    Letter {
        id: DeliveryId("dlv_1".into()),
        message: message(&notice, Lang::En),
        link: format!("https://slipway.example.com{}", notice.path()),
        notice,
        at: Timestamp(1_614_265_330_000),
        to,
    }
}

fn messengers(rules: OutboundRules, mail: Option<MailOptions>) -> Messengers {
    let options = MessengerOptions { mail, outbound: rules, timeout: Duration::from_secs(5) };
    Messengers::new(options).expect("messengers")
}

/// As a company that runs its receivers on the portal's own machine would configure it.
fn here() -> OutboundRules {
    OutboundRules { allow_http: true, networks: vec!["127.0.0.1".parse().expect("a network")] }
}

type Seen = Arc<Mutex<Vec<(HeaderMap, String)>>>;

/// Keeps what comes, at an address for each answer.
async fn receiver() -> (String, Seen) {
    let seen = Seen::default();
    let keep = async |State(seen): State<Seen>, headers: HeaderMap, body: String| {
        seen.lock().expect("a lock").push((headers, body));
        "ok"
    };
    let router = Router::new()
        .route("/ok", post(keep))
        .route("/gone", post(async || (StatusCode::NOT_FOUND, "no_service\nsecret second line")))
        .route(
            "/busy",
            post(async || (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "30")]).into_response()),
        )
        .route("/broken", post(async || StatusCode::INTERNAL_SERVER_ERROR))
        .route("/away", post(async || (StatusCode::FOUND, [(header::LOCATION, "/ok")]).into_response()))
        .route("/long", post(async || "x".repeat(1024 * 1024)))
        .with_state(seen.clone());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, seen)
}

#[tokio::test]
async fn slack_gets_blocks_with_a_link_and_nothing_that_it_would_read_as_its_own() {
    let (url, seen) = receiver().await;
    let sent = messengers(here(), None).send(&letter(Address::Slack { url: format!("{url}/ok") })).await;
    assert_eq!(sent, Ok(()));
    let body: Value = serde_json::from_str(&seen.lock().expect("a lock")[0].1).expect("JSON");
    let text = body["text"].as_str().expect("a fall-back");
    assert!(
        text.starts_with("Approval wanted: checkout &lt;1.8.2&gt; &amp; &lt;!channel&gt; <https://"),
        "{text}"
    );
    let section = body["blocks"][1]["text"]["text"].as_str().expect("a section");
    assert!(section.contains("&lt;@U1&gt;") && !section.contains("<@"), "{section}");
    let button = &body["blocks"][2]["elements"][0];
    assert_eq!(button["url"], "https://slipway.example.com/rollouts/rol_1#decision");
    assert_eq!(
        (&button["style"], &button["text"]["text"]),
        (&"primary".into(), &"Approve or reject…".into())
    );
}

#[tokio::test]
async fn a_webhook_is_signed_over_what_is_sent() {
    use base64::Engine as _;
    use hmac::{Hmac, KeyInit, Mac};
    let (url, seen) = receiver().await;
    let to = Address::Webhook { url: format!("{url}/ok"), secret: SECRET.into() };
    assert_eq!(messengers(here(), None).send(&letter(to)).await, Ok(()));
    let (headers, body) = seen.lock().expect("a lock")[0].clone();
    let header = |name: &str| headers[name].to_str().expect("text").to_owned();
    assert_eq!((header("webhook-id"), header("webhook-timestamp")), ("dlv_1".into(), "1614265330".into()));
    let base64 = base64::engine::general_purpose::STANDARD;
    let key = base64.decode(&SECRET["whsec_".len()..]).expect("base64");
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).expect("a key");
    mac.update(format!("dlv_1.1614265330.{body}").as_bytes());
    let signature = header("webhook-signature");
    let signature = base64.decode(signature.strip_prefix("v1,").expect("version 1")).expect("base64");
    mac.verify_slice(&signature).expect("the right signature");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(
        (&body["type"], &body["timestamp"]),
        (&"approval-wanted".into(), &"2021-02-25T15:02:10Z".into())
    );
}

#[tokio::test]
async fn answers_say_whether_trying_again_may_help() {
    let (url, seen) = receiver().await;
    let messengers = messengers(here(), None);
    let send = async |path: &str| {
        let to = Address::Webhook { url: format!("{url}{path}"), secret: SECRET.into() };
        messengers.send(&letter(to)).await
    };
    assert_eq!(send("/gone").await, Err(SendFailure::lasting("HTTP 404: no_service")));
    let busy = SendFailure { retry_after_millis: Some(30_000), ..SendFailure::passing("HTTP 429") };
    assert_eq!(send("/busy").await, Err(busy));
    assert_eq!(send("/broken").await, Err(SendFailure::passing("HTTP 500")));
    assert_eq!(send("/away").await, Err(SendFailure::lasting("HTTP 302; redirects are not followed")));
    assert_eq!(send("/long").await, Ok(()));
    assert!(seen.lock().expect("a lock").is_empty(), "nothing was followed");
}

#[tokio::test]
async fn private_places_are_not_called_by_whatever_name() {
    let (url, seen) = receiver().await;
    let port = url.rsplit(':').next().expect("a port");
    let guarded = messengers(OutboundRules { allow_http: true, networks: Vec::new() }, None);
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0"] {
        let to = Address::Slack { url: format!("http://{host}:{port}/ok") };
        let refused = guarded.send(&letter(to)).await.expect_err(host);
        assert!(!refused.reason.contains("/ok"), "{refused}");
        // A name that the system does not know is as good as refused.
        assert!(!refused.passing || refused.reason.contains("cannot be reached"), "{host}: {refused}");
    }
    assert!(seen.lock().expect("a lock").is_empty());
    for bad in [
        "http://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/",
        "ftp://example.com",
        "example.com",
        "https://user:password@example.com/",
        "https://",
        "",
    ] {
        assert!(guarded.host_of(bad).is_err(), "{bad}");
    }
    let strict = messengers(OutboundRules::default(), None);
    assert!(strict.host_of("http://example.com/").is_err());
    assert_eq!(strict.host_of("https://hooks.slack.com/services/T/B/x").as_deref(), Ok("hooks.slack.com"));
}

/// A mail server for one message: what it was told, line by line.
async fn mailbox(recipient: &'static str) -> (u16, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let task = tokio::spawn(async move {
        let (socket, _) = listener.accept().await.expect("somebody");
        let (reader, mut writer) = socket.into_split();
        let mut lines = BufReader::new(reader).lines();
        let (mut told, mut in_data) = (String::new(), false);
        writer.write_all(b"220 mail\r\n").await.expect("written");
        while let Ok(Some(line)) = lines.next_line().await {
            told.push_str(&line);
            told.push('\n');
            let answer = match line.as_str() {
                "." if in_data => {
                    in_data = false;
                    "250 kept"
                }
                _ if in_data => continue,
                "DATA" => {
                    in_data = true;
                    "354 go on"
                }
                "QUIT" => break,
                line if line.starts_with("RCPT") => recipient,
                _ => "250 fine",
            };
            writer.write_all(format!("{answer}\r\n").as_bytes()).await.expect("written");
        }
        told
    });
    (port, task)
}

fn mail_server(port: u16, security: MailSecurity) -> MailOptions {
    let from = "Slipway <slipway@example.com>".to_owned();
    MailOptions { host: "127.0.0.1".into(), port, security, credentials: None, from }
}

#[tokio::test]
async fn mail_is_text_and_html_and_its_headers_are_the_portal_s_own() {
    let (port, mailbox) = mailbox("250 fine").await;
    let messengers = messengers(OutboundRules::default(), Some(mail_server(port, MailSecurity::None)));
    assert!(messengers.sends_mail());
    let to = Address::Email(vec!["ann@example.com".into(), "bob@example.com".into()]);
    assert_eq!(messengers.send(&letter(to)).await, Ok(()));
    drop(messengers);
    let told = mailbox.await.expect("a message");
    for part in [
        "RCPT TO:<ann@example.com>",
        "RCPT TO:<bob@example.com>",
        "Message-ID: <dlv_1@example.com>",
        "multipart/alternative",
        "text/plain",
        "text/html",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(!told.lines().any(|line| line.starts_with("Bcc:")), "{told}");
}

#[tokio::test]
async fn a_recipient_whom_the_server_does_not_know_is_not_tried_again() {
    let to = || letter(Address::Email(vec!["nobody@example.com".into()]));
    for (answer, passing) in [("550 no such user", false), ("451 later", true)] {
        let (port, _mailbox) = mailbox(answer).await;
        let messengers = messengers(OutboundRules::default(), Some(mail_server(port, MailSecurity::None)));
        let failure = messengers.send(&to()).await.expect_err(answer);
        assert_eq!(failure.passing, passing, "{failure}");
    }
    // A server that offers no TLS gets nothing in the open.
    let (port, _mailbox) = mailbox("250 fine").await;
    let secret = messengers(OutboundRules::default(), Some(mail_server(port, MailSecurity::StartTls)));
    assert!(secret.send(&to()).await.is_err());
    assert!(
        messengers(OutboundRules::default(), None).send(&to()).await.is_err_and(|failure| !failure.passing)
    );
}
