use super::*;
use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect};
use axum::routing::get;
use domain::health::{DeclaredProbe, Endpoint, Pace, Placement, StatusRange};
use domain::names::{RegionName, ServiceName, StageName};
use futures::StreamExt as _;
use std::collections::BTreeMap;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

fn prober() -> NetworkProber {
    let networks = vec!["127.0.0.0/8".parse().expect("a network")];
    NetworkProber::trusting(ProbeRules { networks }, RootCertStore::empty()).expect("a prober")
}

fn probe(endpoint: Endpoint, timeout_millis: u32) -> Probe {
    let placement = Placement {
        service: ServiceName::parse("live-api").expect("a service"),
        stage: StageName::parse("prod").expect("a stage"),
        region: RegionName::parse("eu-west-3").expect("a region"),
    };
    let pace = Pace { timeout_millis, ..Pace::default() };
    let declared = DeclaredProbe { endpoint, pace, ..DeclaredProbe::default() };
    declared.at(&placement, &BTreeMap::new()).expect("a probe")
}

fn url(url: impl Into<String>) -> Probe {
    probe(Endpoint::Url(url.into()), 2_000)
}

fn tcp(address: impl Into<String>) -> Probe {
    probe(Endpoint::Tcp(address.into()), 2_000)
}

/// Answers a connection with these bytes and keeps it open.
async fn saying(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound").to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 1024]).await;
                let _ = stream.write_all(bytes).await;
                let _ = stream.read_to_end(&mut Vec::new()).await;
            });
        }
    });
    address
}

async fn serve() -> String {
    let endless = || async {
        let parts = futures::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b'x'; 64 * 1024]));
        Body::from_stream(parts)
    };
    let dripping = || async {
        let parts = futures::stream::repeat(()).then(|()| async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            Ok::<_, std::io::Error>("x")
        });
        Body::from_stream(parts)
    };
    let router = Router::new()
        .route("/well", get(|| async { ([("x-version", "1.8.2")], "{\"status\":\"ok\"}") }))
        .route("/ill", get(|| async { StatusCode::SERVICE_UNAVAILABLE }))
        .route("/moved", get(|| async { Redirect::to("/well") }))
        .route("/beside", get(|| async { (StatusCode::FOUND, [("location", "well")]) }))
        .route(
            "/asking",
            get(|uri: Uri| async move {
                match uri.query() {
                    Some(_) => StatusCode::NO_CONTENT.into_response(),
                    None => (StatusCode::FOUND, [("location", "?again")]).into_response(),
                }
            }),
        )
        .route("/hidden", get(|| async { (StatusCode::FOUND, [("location", "//2852039166/latest/")]) }))
        .route("/circle", get(|| async { Redirect::to("/circle") }))
        .route("/metadata", get(|| async { Redirect::to("http://169.254.169.254/latest/meta-data") }))
        .route("/endless", get(endless))
        .route("/dripping", get(dripping));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("bound"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn answers_come_with_what_is_judged() {
    let (prober, base) = (prober(), serve().await);
    let well = prober.ask(&url(format!("{base}/well"))).await.expect("an answer");
    assert_eq!((well.status, well.body.as_slice()), (Some(200), b"{\"status\":\"ok\"}".as_slice()));
    assert!(well.headers.contains(&("x-version".to_owned(), "1.8.2".to_owned())));
    assert_eq!(prober.ask(&url(format!("{base}/ill"))).await.expect("an answer").status, Some(503));
    for (path, status) in [("/moved", 200), ("/beside", 200), ("/asking", 204)] {
        let answer = prober.ask(&url(format!("{base}{path}"))).await.expect("an answer");
        assert_eq!(answer.status, Some(status), "{path}");
    }
    assert!(prober.ask(&tcp(base.trim_start_matches("http://"))).await.is_ok());
}

#[tokio::test]
async fn an_address_that_has_to_answer_itself_is_not_followed() {
    let (prober, base) = (prober(), serve().await);
    for (path, status) in [("/well", 200), ("/ill", 503), ("/moved", 303), ("/metadata", 303)] {
        let single = Probe::single("rollout", &url(&base).placement, &format!("{base}{path}"));
        assert_eq!(prober.ask(&single).await.expect("an answer").status, Some(status), "{path}");
    }
}

#[tokio::test]
async fn a_redirect_that_is_expected_is_the_answer() {
    let (prober, base) = (prober(), serve().await);
    let expecting = |path: &str, ranges: &[&str]| {
        let mut probe = url(format!("{base}{path}"));
        let ProbeKind::Http { expect, .. } = &mut probe.kind else { panic!("a web address") };
        expect.status = ranges.iter().filter_map(|range| StatusRange::parse(range)).collect();
        probe
    };
    for (path, ranges, status) in [
        ("/moved", ["303"].as_slice(), 303),
        ("/metadata", &["2xx", "3xx"], 303),
        ("/beside", &["302"], 302),
        ("/beside", &["200"], 200),
        ("/beside", &["301"], 200),
    ] {
        let answer = prober.ask(&expecting(path, ranges)).await.expect("an answer");
        assert_eq!(answer.status, Some(status), "{path} with {ranges:?}");
    }
}

#[tokio::test]
async fn whatever_an_endpoint_does_has_an_outcome() {
    let (prober, base) = (prober(), serve().await);
    let silent = saying(b"").await;
    let other = saying(b"SSH-2.0-OpenSSH_9.2\r\n\r\n").await;
    let short = |path: &str| probe(Endpoint::Url(format!("{base}{path}")), 700);
    for (asked, told) in [
        (short("/dripping"), "no whole answer within 700 ms"),
        (probe(Endpoint::Url(format!("http://{silent}/")), 300), "no whole answer within 300 ms"),
        (url(format!("{base}/endless")), "its answer is larger than 256 kB"),
        (url(format!("{base}/circle")), "it redirects more than 5 times"),
        (url(format!("http://{other}/")), "it answers with something else than HTTP"),
        (url("http://127.0.0.1:9/"), "it refuses the connection"),
        (tcp("127.0.0.1:9"), "it refuses the connection"),
        (url(base.replace("http:", "https:")), "no TLS"),
    ] {
        let error = prober.ask(&asked).await.expect_err(told);
        assert!(matches!(&error, AskError::Failed(why) if why.contains(told)), "{error:?}, not {told}");
    }
}

#[tokio::test]
async fn nobody_is_led_into_our_own_network() {
    let base = serve().await;
    for way in ["metadata", "hidden"] {
        let led = prober().ask(&url(format!("{base}/{way}"))).await;
        assert!(matches!(&led, Err(AskError::Refused(why)) if why.contains("169.254.169.254")), "{led:?}");
    }
    let strict = NetworkProber::trusting(ProbeRules::default(), RootCertStore::empty()).expect("a prober");
    for target in [
        url(base),
        url("http://localhost/"),
        url("http://[::1]/"),
        url("http://[::ffff:10.0.0.1]/"),
        url("http://169.254.169.254/latest/meta-data"),
        url("https://user:password@example.com/"),
        url("ftp://example.com/"),
        tcp("10.0.0.1:22"),
        tcp("nonsense"),
    ] {
        let refused = strict.ask(&target).await;
        assert!(matches!(refused, Err(AskError::Refused(_))), "{target:?}: {refused:?}");
    }
}
