//! Refuses what other sites make a visitor's browser send.

use super::problem::Refusal;
use super::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Lets through what changes nothing, what carries a token (which no browser adds by itself), and what comes from our
/// own pages or from no browser at all.
pub async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let with_token = request.headers().contains_key(header::AUTHORIZATION);
    if safe || with_token || from_ourselves(request.headers(), &state.public_url) {
        return next.run(request).await;
    }
    let detail = "This was sent by another site, not by a page of this portal. Nothing was changed; \
                  open the portal itself and do it there.";
    Refusal::new(StatusCode::FORBIDDEN, "cross-origin", detail).into_response()
}

/// Browsers say where a request comes from; programs that are none say nothing.
fn from_ourselves(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else {
        return true;
    };
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    origin == public_url || text("host").is_some_and(|own| own == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_and_programs_pass() {
        let table: [(&[(&'static str, &str)], bool); 9] = [
            (&[], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://slipway.example")], false),
            (&[("origin", "https://slipway.example")], true),
            (&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")], true),
            (&[("origin", "https://evil.example"), ("host", "127.0.0.1:3000")], false),
            (&[("origin", "null"), ("host", "127.0.0.1:3000")], false),
        ];
        for (pairs, expected) in table {
            let headers = pairs.iter().map(|(name, value)| {
                (header::HeaderName::from_static(name), value.parse().expect("a header's value"))
            });
            assert_eq!(from_ourselves(&headers.collect(), "https://slipway.example"), expected, "{pairs:?}");
        }
    }
}
