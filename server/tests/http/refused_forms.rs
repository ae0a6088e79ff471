//! Plain forms that fail: their page says why, and says nothing that somebody else wrote into its address.

use crate::support::{Answer, TestApp};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;

const PAGE: &str = "/settings/tokens";
const REASON: &str = "Choose at least one scope: read, write or approve.";

async fn look(app: &TestApp, address: &str, cookie: &str) -> String {
    app.get(address).header("accept", "text/html").cookie(cookie).send().await.text()
}

/// Sends the form for a token, from a page at the given address.
async fn send(app: &TestApp, page: &str, fields: &str, cookie: &str) -> Answer {
    let form = app.form("/fn/tokens/create", fields).cookie(cookie);
    form.header("referer", &format!("http://127.0.0.1:3000{page}")).send().await
}

fn local(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.text());
    answer.header("location").trim_start_matches("http://127.0.0.1:3000").to_owned()
}

#[tokio::test]
async fn a_link_does_not_make_the_portal_say_something() {
    let app = TestApp::start().await;
    let cookie = app.signed_in("streaming-developer").await;
    let forged = URL_SAFE.encode(r#"{"code":"invalid","message":"Send your token to 555-EVIL."}"#);
    for page in [PAGE, "/settings/github", "/incidents", "/freezes", "/requests/new"] {
        for name in ["__err", "refused", "failed"] {
            let shown = look(&app, &format!("{page}?__path=/fn/x&{name}={forged}"), &cookie).await;
            assert!(!shown.contains("555-EVIL"), "{page} {name}");
        }
    }
}

#[tokio::test]
async fn a_plain_form_is_told_why_it_failed_and_nobody_else_is() {
    let app = TestApp::start().await;
    let cookie = app.signed_in("streaming-developer").await;
    let back = local(&send(&app, &format!("{PAGE}?revoke=x&__err=forged"), "label=ci", &cookie).await);
    assert!(back.starts_with(&format!("{PAGE}?revoke=x&refused=")) && !back.contains("__err"), "{back}");
    assert!(look(&app, &back, &cookie).await.contains(REASON));
    let other = app.signed_in("streaming-lead").await;
    assert!(!look(&app, &back, &other).await.contains(REASON), "it was not told to them");
    let altered = back.replace("refused=", "refused=A");
    assert!(!look(&app, &altered, &cookie).await.contains(REASON));
    let done = local(&send(&app, &back, "label=ci&read=on", &cookie).await);
    assert_eq!(done, format!("{PAGE}?revoke=x"), "what failed before is over");
}

#[tokio::test]
async fn a_request_that_fails_is_shown_again_with_the_reason() {
    let app = TestApp::start().await;
    let cookie = app.signed_in("streaming-developer").await;
    let sent = app.form("/fn/requests/create", "template=web&service=live-api").cookie(&cookie).send().await;
    let back = local(&sent);
    assert!(back.starts_with("/requests/new?draft=") && back.contains("&refused="), "{back}");
    let shown = look(&app, &back, &cookie).await;
    assert!(shown.contains("id=\"form-failure\""), "{shown}");
}
