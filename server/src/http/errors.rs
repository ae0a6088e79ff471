//! Errors that no page or API route told: what happened, what to do, and the request's id, in the form that was asked
//! for.

use super::problem::{self, Refusal};
use super::request_id::RequestId;
use super::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::CookieJar;
use domain::ErrorCode;
use domain::template::Lang;
use std::any::Any;

/// The answer after a defect; the cause only goes to the log.
pub fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or_default();
    let mut refusal = Refusal::from(ErrorCode::Internal);
    refusal.cause = Some(format!("panicked: {text}"));
    refusal.into_response()
}

/// Gives bare refusals a body: a page for people, a problem document for everybody else.
pub async fn show(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let (path, headers) = (request.uri().path().to_owned(), request.headers().clone());
    let response = next.run(request).await;
    let Some(refusal) = bare_refusal(&response) else {
        return response;
    };
    problem::record(&refusal);
    let for_people = !path.starts_with("/api/") && !path.starts_with("/live/") && wants_html(&headers);
    if !for_people {
        return problem::answer(&refusal, &id, response.headers());
    }
    let style = state.site.asset("main.css").unwrap_or_default();
    let page = page(&refusal, id.as_str(), style, korean(&headers));
    (refusal.status, Html(page)).into_response()
}

/// The refusal behind an answer that nobody has put into words yet.
fn bare_refusal(response: &Response) -> Option<Refusal> {
    let told = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    if told {
        return None;
    }
    let by_layer = matches!(
        response.status(),
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::METHOD_NOT_ALLOWED | StatusCode::SERVICE_UNAVAILABLE
    );
    let refusal = response.extensions().get::<Refusal>().cloned();
    refusal.or_else(|| by_layer.then(|| Refusal::of_status(response.status())))
}

pub fn wants_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("text/html")
}

/// The remembered language, else the browser's first one.
fn korean(headers: &HeaderMap) -> bool {
    let jar = CookieJar::from_headers(headers);
    let remembered = jar.get("slipway_lang").map(|cookie| cookie.value().to_owned());
    let accepted = || headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok().map(str::to_owned);
    remembered.or_else(accepted).is_some_and(|text| text.starts_with("ko"))
}

/// A page that needs nothing but its style, so that it can be shown when everything else is broken.
fn page(refusal: &Refusal, id: &str, style: &str, korean: bool) -> String {
    let lang = if korean { Lang::Ko } else { Lang::En };
    let (title, hint, back, request) = match lang {
        Lang::Ko => (
            "요청을 처리하지 못했습니다",
            "잠시 후 다시 시도하세요. 문제가 계속되면 아래 요청 ID와 함께 플랫폼 팀에 알려 주세요.",
            "처음으로",
            "요청 ID",
        ),
        Lang::En => (
            "This did not work",
            "Try again in a moment. If it goes on, tell the platform team the request id below.",
            "To the start page",
            "Request id",
        ),
    };
    let (detail, lang) = (escape(&detail(refusal, lang)), lang.tag());
    let (status, style) = (refusal.status.as_u16(), escape(style));
    format!(
        "<!DOCTYPE html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title} · Slipway</title>\
         <link rel=\"stylesheet\" href=\"{style}\"></head><body><main class=\"bare\">\
         <section class=\"empty error-page\"><p class=\"code\">{status}</p><h1>{title}</h1><p>{detail}</p><p>{hint}</p>\
         <p class=\"actions\"><a class=\"button\" href=\"/\">{back}</a></p>\
         <p class=\"request-id\">{request} <code>{id}</code></p></section></main></body></html>"
    )
}

/// What happened in the reader's language: the sentence itself where it is known, else what its code means.
fn detail(refusal: &Refusal, lang: Lang) -> String {
    let told = app::i18n::told(lang, &refusal.detail);
    if lang == Lang::En || told != refusal.detail {
        return told;
    }
    let meaning = match refusal.code {
        "not-found" => "찾는 것이 없습니다.",
        "forbidden" => "이 작업을 할 권한이 없습니다.",
        "token-of-location" => "이 액세스 토큰은 프로브 위치 전용입니다.",
        "unauthenticated" => "로그인이 필요합니다.",
        "conflict" | "stale-digest" => "그사이에 상태가 바뀌었습니다. 다시 확인하고 시도하세요.",
        "too-large" => "보낸 내용이 너무 큽니다. 아무것도 바뀌지 않았습니다.",
        "too-many-requests" => "요청이 너무 많습니다. 잠시 후 다시 시도하세요.",
        "method-not-allowed" | "unsupported-media-type" | "invalid" => "보낸 내용이 올바르지 않습니다.",
        "unavailable" => "필요한 시스템이 응답하지 않습니다.",
        _ => "작업을 끝내지 못했습니다.",
    };
    meaning.to_owned()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
