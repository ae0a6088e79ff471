use crate::support::{Call, TestApp};
use axum::http::StatusCode;

#[tokio::test]
async fn signing_in_gives_a_cookie_that_scripts_cannot_read() {
    let app = TestApp::start().await;
    let answer = app.form("/sign-in", "person=usr_streaming-lead&next=%2Fapprovals").send().await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/approvals"));
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("slipway_session="), "{cookie}");
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    let session = app.signed_in("streaming-lead").await;
    let me = app.get("/api/v1/me").cookie(&session).send().await;
    assert_eq!(me.json()["login"], "streaming-lead");
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let app = TestApp::start().await;
    let session = app.signed_in("streaming-lead").await;
    let out = app.form("/sign-out", "").cookie(&session).send().await;
    assert_eq!((out.status, out.header("location")), (StatusCode::SEE_OTHER, "/sign-in"));
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    let me = app.get("/api/v1/me").cookie(&session).send().await;
    assert_eq!(me.problem(), "unauthenticated");
}

#[tokio::test]
async fn nobody_leads_a_sign_in_to_another_site() {
    let app = TestApp::start().await;
    for next in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let answer = app.form("/sign-in", &format!("person=usr_streaming-lead&next={next}")).send().await;
        assert_eq!(answer.header("location"), "/approvals", "{next}");
    }
}

#[tokio::test]
async fn a_sign_in_leads_to_where_the_work_is() {
    let app = TestApp::start().await;
    let table = [
        ("person=usr_streaming-lead", "/approvals"),
        ("person=usr_streaming-lead&next=", "/approvals"),
        ("person=usr_streaming-lead&next=%2Faudit", "/audit"),
        ("person=usr_streaming-developer", "/environments"),
    ];
    for (form, there) in table {
        assert_eq!(app.form("/sign-in", form).send().await.header("location"), there, "{form}");
    }
}

#[tokio::test]
async fn choosing_who_to_be_is_refused_outside_the_sandbox() {
    let app = TestApp::with(false).await;
    let answer = app.form("/sign-in", "person=usr_streaming-lead").send().await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.header("set-cookie").is_empty());
    assert!(answer.text().contains("sandbox"), "{}", answer.text());
}

#[tokio::test]
async fn unknown_people_are_refused() {
    let app = TestApp::start().await;
    for fields in ["person=usr_nobody", "person=", "", "person=%F0%9F%98%80", "x=%zz"] {
        let answer = app.form("/sign-in", fields).send().await;
        assert!(answer.status.is_client_error(), "{fields}: {}", answer.status);
        assert!(answer.header("set-cookie").is_empty());
    }
}

#[tokio::test]
async fn other_sites_cannot_act_with_a_visitors_cookie() {
    let app = TestApp::start().await;
    let session = app.signed_in("streaming-developer").await;
    let body = crate::support::creation(&[("dev", "us-east-1")]);
    let refused = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")];
    for (name, value) in refused {
        let call = app.post("/api/v1/requests", &body).cookie(&session).header(name, value);
        let answer = call.send().await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::FORBIDDEN, "cross-origin"));
        let page = app.call("POST", "/sign-out").cookie(&session).header(name, value).send().await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(app.get("/api/v1/me").cookie(&session).send().await.status, StatusCode::OK, "still signed in");
    let call = app.post("/api/v1/requests", &body).cookie(&session).header("sec-fetch-site", "same-origin");
    assert_eq!(call.send().await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_token_excuses_a_foreign_origin_only_where_it_counts() {
    let app = TestApp::start().await;
    let session = app.signed_in("streaming-developer").await;
    let foreign = |path: &str, authorization: &str| {
        let call = app.form(path, "label=x&read=on").header("origin", "https://evil.example");
        call.cookie(&session).header("authorization", authorization).send()
    };
    for authorization in ["Basic eDp5", "Bearer streaming-developer", "Bearer "] {
        for page in ["/fn/tokens/create", "/sign-out"] {
            assert_eq!(foreign(page, authorization).await.status, StatusCode::FORBIDDEN, "{page}");
        }
    }
    let body = crate::support::creation(&[("dev", "us-east-1")]);
    for (authorization, status) in [
        ("Basic eDp5", StatusCode::FORBIDDEN),
        ("Bearer ", StatusCode::FORBIDDEN),
        ("Bearer guessed", StatusCode::UNAUTHORIZED),
        ("Bearer streaming-developer", StatusCode::CREATED),
    ] {
        let call = app.post("/api/v1/requests", &body).cookie(&session);
        let call = call.header("origin", "https://evil.example").header("authorization", authorization);
        assert_eq!(call.send().await.status, status, "{authorization}");
    }
}

/// What a page sends whose name first led to a stranger, and now leads here.
fn from_a_strangers_page<'a>(app: &'a TestApp, path: &str) -> Call<'a> {
    let call = app.call_at("evil.example:3000", "POST", path).header("origin", "http://evil.example:3000");
    let call = call.header("sec-fetch-site", "same-origin").header("accept", "text/html");
    call.body("application/x-www-form-urlencoded", "person=usr_streaming-admin")
}

#[tokio::test]
async fn a_strangers_name_for_the_portal_opens_nothing() {
    let sandbox = TestApp::start().await;
    let answer = from_a_strangers_page(&sandbox, "/sign-in").send().await;
    assert_eq!((answer.status, answer.header("set-cookie")), (StatusCode::FORBIDDEN, ""));
    // Its tokens are no secret.
    let answer =
        sandbox.call_at("evil.example:3000", "GET", "/api/v1/me").token("streaming-admin").send().await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::FORBIDDEN, "cross-origin"));
    for host in ["127.0.0.1:3000", "localhost:8080", "[::1]:3000"] {
        let answer = sandbox.call_at(host, "GET", "/api/v1/me").token("streaming-admin").send().await;
        assert_eq!(answer.status, StatusCode::OK, "{host}");
    }
    let real = TestApp::with(false).await;
    let answer = from_a_strangers_page(&real, "/sign-out").send().await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let answer = real.call_at("portal:3000", "GET", "/api/v1/me").token("streaming-admin").send().await;
    assert_eq!(answer.status, StatusCode::OK, "a proxy may use its own name");
}

#[tokio::test]
async fn pages_lead_strangers_to_the_sign_in_and_back() {
    let app = TestApp::start().await;
    for path in ["/environments?stage=prod", "/requests/new?template=web", "/approvals", "/audit"] {
        let answer = app.get(path).header("accept", "text/html").send().await;
        assert!(answer.status.is_redirection(), "{path}: {}", answer.status);
        let location = answer.header("location");
        assert!(location.starts_with("/sign-in?next=%2F"), "{path}: {location}");
    }
}

#[tokio::test]
async fn every_answer_is_hardened() {
    let app = TestApp::start().await;
    for path in ["/", "/sign-in", "/nothing", "/api/v1/me", "/healthz", "/assets/none.js"] {
        let answer = app.get(path).header("accept", "text/html").send().await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'self'"), "{path}");
        assert!(!policy.contains("script-src 'self' 'unsafe-inline'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.header("referrer-policy").is_empty(), "{path}");
        assert_eq!(answer.header("x-request-id").len(), 32, "{path}");
    }
}

/// The form of somebody whose session has ended meanwhile, as a browser without scripts sends it.
#[tokio::test]
async fn what_was_typed_survives_the_end_of_a_session() {
    let app = TestApp::start().await;
    let session = app.signed_in("streaming-developer").await;
    app.clock.advance(std::time::Duration::from_secs(13 * 3600));
    let fields = "action=create&template=web&service=kept-api&target=dev/us-east-1&p.Size=large&p.Password=hunter2\
                  &s.Password=hunter3&p.Unknown=hunter4";
    let sent = app.form("/fn/requests/create", fields).cookie(&session);
    let sent = sent.header("referer", "http://127.0.0.1:3000/requests/new?template=web").send().await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let location = sent.header("location");
    assert!(location.starts_with("/sign-in?next=/requests/new"), "{location}");
    let draft = location.split("draft=").nth(1).expect("the form was kept");

    let again = app.form("/sign-in", &format!("person=usr_streaming-developer&draft={draft}")).send().await;
    let back = again.header("location").to_owned();
    assert!(
        back.starts_with("/requests/new?draft=drf_") && !back.contains(draft),
        "a draft of their own: {back}"
    );
    let cookie = again.header("set-cookie").split(';').next().expect("a value").to_owned();
    let page = app.get(&back).cookie(&cookie).header("accept", "text/html").send().await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("kept-api"), "the page shows what was typed");
    assert!(!page.text().contains("hunter"), "but no secrets");
    let stranger = app.signed_in("payments-lead").await;
    let page = app.get(&back).cookie(&stranger).header("accept", "text/html").send().await;
    assert!(!page.text().contains("kept-api"), "nor to others");
}

#[tokio::test]
async fn forms_of_people_who_never_signed_in_are_not_kept() {
    let app = TestApp::start().await;
    let sent = app.form("/fn/requests/create", "template=web&service=x").send().await;
    assert!(!sent.header("location").contains("draft="), "{}", sent.header("location"));
}
