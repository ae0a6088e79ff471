//! Refuses what other sites make a visitor's browser send.

use super::identity::bearer_token;
use super::problem::Refusal;
use super::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::{Host, Url};

/// Lets through what changes nothing, and what comes from our own pages or from no browser at all.
pub async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let host = host(request.headers(), request.uri());
    if safe || from_ourselves(request.headers(), host, &state.public_url) {
        return next.run(request).await;
    }
    let detail = "This was sent by another site, not by a page of this portal. Nothing was changed; \
                  open the portal at its own address and do it there.";
    Refusal::new(StatusCode::FORBIDDEN, "cross-origin", detail).into_response()
}

/// The same where an access token counts before a cookie: no browser adds one by itself.
pub async fn check_without_token(state: State<AppState>, request: Request, next: Next) -> Response {
    match bearer_token(request.headers()) {
        Some(Ok(_)) => next.run(request).await,
        _ => check(state, request, next).await,
    }
}

/// The sandbox has tokens that everybody knows, hence a name of somebody else's that leads here (DNS rebinding) is
/// refused whatever comes with it.
pub async fn known_host(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let host = host(request.headers(), request.uri());
    if !state.site.sandbox || host.is_none_or(|host| is_known(host, &state.public_url)) {
        return next.run(request).await;
    }
    let detail = format!("The sandbox is not known under this name; open it at {}.", state.public_url);
    Refusal::new(StatusCode::FORBIDDEN, "cross-origin", detail).into_response()
}

/// Browsers say where a request comes from; programs that are none say nothing.
fn from_ourselves(headers: &HeaderMap, host: Option<&str>, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return false;
    }
    let Some(text) = text("origin") else {
        return true;
    };
    let (Ok(origin), Ok(public)) = (Url::parse(text), Url::parse(public_url)) else {
        return false;
    };
    let sent_to = text.split_once("://").is_some_and(|(_, from)| host == Some(from));
    origin.origin() == public.origin() || (sent_to && needs_no_dns(&origin))
}

fn is_known(host: &str, public_url: &str) -> bool {
    let Ok(host) = Url::parse(&format!("http://{host}/")) else { return false };
    let public = Url::parse(public_url);
    needs_no_dns(&host) || public.is_ok_and(|public| public.host() == host.host())
}

/// Whether nobody can make this name lead here.
fn needs_no_dns(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// What the request was sent to, as its sender knows it.
fn host<'r>(headers: &'r HeaderMap, uri: &'r Uri) -> Option<&'r str> {
    match headers.get(header::HOST) {
        Some(host) => Some(host.to_str().unwrap_or_default()),
        None => uri.authority().map(|authority| authority.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "https://slipway.example";

    #[test]
    fn only_our_own_pages_and_programs_pass() {
        let (local, rebound) = ("127.0.0.1:3000", "evil.example:3000");
        type Sent<'a> = &'a [(&'static str, &'a str)];
        let table: [(&str, Sent<'_>, bool); 17] = [
            (local, &[], true),
            (local, &[("sec-fetch-site", "same-origin")], true),
            (local, &[("sec-fetch-site", "none")], true),
            (local, &[("sec-fetch-site", "same-site")], false),
            (local, &[("sec-fetch-site", "cross-site"), ("origin", PUBLIC)], false),
            // A proxy may put its own name for the portal into `Host`.
            ("portal:3000", &[("origin", PUBLIC)], true),
            ("slipway.example", &[("origin", PUBLIC), ("sec-fetch-site", "same-origin")], true),
            ("slipway.example", &[("origin", "https://slipway.example:443")], true),
            ("slipway.example", &[("origin", "http://slipway.example")], false),
            (local, &[("origin", "http://127.0.0.1:3000")], true),
            (local, &[("origin", "http://127.0.0.1:8000")], false),
            ("localhost:8080", &[("origin", "http://localhost:8080")], true),
            ("[::1]:3000", &[("origin", "http://[::1]:3000")], true),
            (local, &[("origin", "https://evil.example")], false),
            (local, &[("origin", "null"), ("sec-fetch-site", "same-origin")], false),
            (rebound, &[("origin", "http://evil.example:3000"), ("sec-fetch-site", "same-origin")], false),
            (rebound, &[("origin", "http://evil.example:3000")], false),
        ];
        for (host, pairs, expected) in table {
            let headers = pairs.iter().map(|(name, value)| {
                (header::HeaderName::from_static(name), value.parse().expect("a header's value"))
            });
            assert_eq!(from_ourselves(&headers.collect(), Some(host), PUBLIC), expected, "{host} {pairs:?}");
        }
    }

    #[test]
    fn hosts_are_known_that_nobody_else_can_make_lead_here() {
        for host in
            ["127.0.0.1:3000", "10.1.2.3", "[::1]:80", "localhost", "a.localhost:1", "SLIPWAY.example:8"]
        {
            assert!(is_known(host, PUBLIC), "{host}");
        }
        for host in ["evil.example", "slipway.example.evil.example", "localhost.evil.example", "", "a b", "@"]
        {
            assert!(!is_known(host, PUBLIC), "{host}");
        }
    }
}
