//! One question and its answer over one connection.

use super::certificate;
use super::reach::{Duplex, Stream, Target};
use domain::health::{Answer, AskError, Method};
use http::{HeaderMap, HeaderValue, Request, Response, Uri, header};
use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use url::Url;

/// So much of an answer is looked at, in bytes.
const LONGEST_BODY: usize = 256 * 1024;
const LONGEST_HEAD: usize = 64 * 1024;
const MOST_HEADERS: usize = 200;

/// What a question led to.
pub(super) enum Exchange {
    Answer(Answer),
    /// It is to be asked for at another address.
    Elsewhere {
        status: u16,
        uri: Uri,
    },
}

pub(super) async fn exchange(
    stream: Stream,
    target: &Target,
    uri: &Uri,
    method: Method,
) -> Result<Exchange, AskError> {
    let certificate_ends = match &stream {
        Stream::Plain(_) => None,
        Stream::Tls(stream) => {
            let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
            chain.first().and_then(|own| certificate::ends(own))
        }
    };
    let exchanged = match stream {
        Stream::Plain(stream) => over(stream, target, uri, method).await?,
        Stream::Tls(stream) => over(*stream, target, uri, method).await?,
    };
    Ok(match exchanged {
        Exchange::Answer(answer) => Exchange::Answer(Answer { certificate_ends, ..answer }),
        elsewhere => elsewhere,
    })
}

async fn over(
    stream: impl Duplex + 'static,
    target: &Target,
    uri: &Uri,
    method: Method,
) -> Result<Exchange, AskError> {
    let mut builder = http1::Builder::new();
    builder.max_buf_size(LONGEST_HEAD).max_headers(MOST_HEADERS);
    let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(|e| failed(&e))?;
    let asked = async {
        let answer =
            sender.send_request(request(target, uri, method)?).await.map_err(|error| failed(&error))?;
        read(answer, uri).await
    };
    // The connection is driven beside, and dropped with the question.
    tokio::pin!(connection);
    tokio::pin!(asked);
    let mut open = true;
    loop {
        tokio::select! {
            asked = &mut asked => return asked,
            _ = &mut connection, if open => open = false,
        }
    }
}

fn request(target: &Target, uri: &Uri, method: Method) -> Result<Request<Empty<Bytes>>, AskError> {
    let usual = if target.tls { 443 } else { 80 };
    let host = uri.authority().map(|authority| authority.host().to_owned()).unwrap_or_default();
    let host = if target.port == usual { host } else { format!("{host}:{}", target.port) };
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let method = match method {
        Method::Get => http::Method::GET,
        Method::Head => http::Method::HEAD,
    };
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, host)
        .header(header::USER_AGENT, "Slipway-Probe")
        .header(header::ACCEPT, "*/*")
        .header(header::CONNECTION, "close")
        .body(Empty::new())
        .map_err(|_| AskError::Refused(format!("{uri} cannot be asked for")))
}

async fn read(answer: Response<Incoming>, from: &Uri) -> Result<Exchange, AskError> {
    let (head, body) = answer.into_parts();
    if head.status.is_redirection()
        && let Some(place) = head.headers.get(header::LOCATION)
    {
        let uri = elsewhere(from, place)?;
        return Ok(Exchange::Elsewhere { status: head.status.as_u16(), uri });
    }
    let body = match Limited::new(body, LONGEST_BODY).collect().await {
        Ok(body) => body.to_bytes().to_vec(),
        Err(error) if error.is::<LengthLimitError>() => {
            return Err(AskError::Failed(format!("its answer is larger than {} kB", LONGEST_BODY / 1024)));
        }
        Err(_) => return Err(AskError::Failed("its answer breaks off".to_owned())),
    };
    Ok(Exchange::Answer(Answer {
        status: Some(head.status.as_u16()),
        headers: texts(&head.headers),
        body,
        latency_millis: 0,
        certificate_ends: None,
    }))
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let texts =
        headers.iter().filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
    texts.collect()
}

/// Where a redirect leads to: whatever refers to an address, seen from the one that was asked (RFC 9110, 10.2.2).
fn elsewhere(from: &Uri, place: &HeaderValue) -> Result<Uri, AskError> {
    let wrong = || AskError::Failed("it redirects to something that is no address".to_owned());
    let place = std::str::from_utf8(place.as_bytes()).map_err(|_| wrong())?;
    let mut url = Url::parse(&from.to_string()).and_then(|from| from.join(place)).map_err(|_| wrong())?;
    if !url.has_host() {
        return Err(wrong());
    }
    // Of no concern to the server.
    url.set_fragment(None);
    url.as_str().parse().map_err(|_| wrong())
}

fn failed(error: &hyper::Error) -> AskError {
    let why = match () {
        () if error.is_parse_too_large() => "the head of its answer is too large",
        () if error.is_parse() => "it answers with something else than HTTP",
        () => "it hung up without an answer",
    };
    AskError::Failed(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_are_seen_from_the_address_that_was_asked() {
        let from = Uri::from_static("http://shop.example:8080/health/live?deep=1");
        for (place, leads_to) in [
            ("ok", "http://shop.example:8080/health/ok"),
            ("./ok", "http://shop.example:8080/health/ok"),
            ("../ok", "http://shop.example:8080/ok"),
            ("../../../ok", "http://shop.example:8080/ok"),
            ("/ok?x=1#there", "http://shop.example:8080/ok?x=1"),
            ("?x=1", "http://shop.example:8080/health/live?x=1"),
            ("#there", "http://shop.example:8080/health/live?deep=1"),
            ("//other.example:81/ok", "http://other.example:81/ok"),
            ("https://other.example", "https://other.example/"),
            ("/건강", "http://shop.example:8080/%EA%B1%B4%EA%B0%95"),
            ("//user@other.example/", "http://user@other.example/"),
            ("ftp://other.example/", "ftp://other.example/"),
            ("//2130706433/", "http://127.0.0.1/"),
        ] {
            let place = HeaderValue::from_bytes(place.as_bytes()).expect("a header");
            let found = elsewhere(&from, &place).map(|uri| uri.to_string());
            assert_eq!(found, Ok(leads_to.to_owned()), "{place:?}");
        }
        for nowhere in [b"http://".as_slice(), b"//[::1", b"\xff", b"mailto:x@example.com", b"http://a b/"] {
            let place = HeaderValue::from_bytes(nowhere).expect("a header");
            assert!(elsewhere(&from, &place).is_err(), "{place:?}");
        }
    }
}
