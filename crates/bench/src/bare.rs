//! What the matrix page is compared with: an axum route that returns the same bytes and does nothing else.

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use axum::serve::ListenerExt as _;

pub async fn serve(file: &str, port: u16) -> Result<()> {
    let page = Bytes::from(std::fs::read(file)?);
    let answer = move || {
        let page = page.clone();
        async move { ([(CONTENT_TYPE, "text/html; charset=utf-8")], page) }
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?.tap_io(|io| {
        // Without it the comparison would be with the kernel's delays. Worst case: a slower bare route.
        let _ = io.set_nodelay(true);
    });
    axum::serve(listener, Router::new().route("/", get(answer))).await?;
    Ok(())
}
