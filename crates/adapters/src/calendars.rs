//! iCalendar files on disk and on the web.

use async_trait::async_trait;
use http_body_util::{BodyExt, Empty, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use services::ports::{CalendarPlace, Calendars};
use std::path::Path;
use std::time::Duration;

/// A web server that takes longer is asked again later.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The longest file that is read, in bytes.
const LONGEST: usize = 5 * 1024 * 1024;

/// Files, and addresses that start with `https://` or `http://`. Redirects are not followed.
#[derive(Clone, Debug)]
pub struct CalendarFiles {
    client: Client<HttpsConnector<HttpConnector>, Empty<&'static [u8]>>,
}

impl CalendarFiles {
    /// Trusts what the system trusts.
    ///
    /// # Errors
    /// When the system's roots of trust cannot be read.
    pub fn new() -> std::io::Result<Self> {
        let connector =
            HttpsConnectorBuilder::new().with_native_roots()?.https_or_http().enable_http1().build();
        Ok(CalendarFiles { client: Client::builder(TokioExecutor::new()).build(connector) })
    }

    async fn fetch(&self, url: &str) -> Result<String, String> {
        let address = url.parse().map_err(|error| format!("{url} is no address: {error}"))?;
        let answer = self.client.get(address).await.map_err(|_| format!("{url} cannot be reached"))?;
        if !answer.status().is_success() {
            return Err(format!("{url} answers with HTTP {}", answer.status().as_u16()));
        }
        let body = Limited::new(answer.into_body(), LONGEST).collect().await;
        let body =
            body.map_err(|_| format!("{url} broke off, or is longer than {} MB", LONGEST / 1024 / 1024))?;
        text(body.to_bytes().to_vec(), url)
    }
}

#[async_trait]
impl Calendars for CalendarFiles {
    async fn read(&self, place: &CalendarPlace) -> Result<String, String> {
        match place {
            CalendarPlace::File(path) => file(path).await,
            CalendarPlace::Url(url) => match tokio::time::timeout(TIMEOUT, self.fetch(url)).await {
                Ok(answer) => answer,
                Err(_) => Err(format!("{url} does not answer within {} s", TIMEOUT.as_secs())),
            },
        }
    }
}

async fn file(path: &Path) -> Result<String, String> {
    let unreadable = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let size = tokio::fs::metadata(path).await.map_err(unreadable)?.len();
    if size > LONGEST as u64 {
        return Err(format!("{} is longer than {} MB", path.display(), LONGEST / 1024 / 1024));
    }
    text(tokio::fs::read(path).await.map_err(unreadable)?, &path.display().to_string())
}

fn text(bytes: Vec<u8>, from: &str) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|_| format!("{from} is no text in UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::get;

    #[tokio::test]
    async fn files_and_addresses_are_read_or_say_why_not() {
        let router = Router::new()
            .route("/freeze.ics", get(|| async { "BEGIN:VCALENDAR" }))
            .route("/gone.ics", get(|| async { StatusCode::NOT_FOUND }))
            .route("/long.ics", get(|| async { "x".repeat(LONGEST + 1) }))
            .route("/odd.ics", get(|| async { vec![0xff_u8, 0xfe] }));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        let calendars = CalendarFiles::new().expect("a client");
        let read = async |name: &str| calendars.read(&CalendarPlace::Url(format!("{address}{name}"))).await;
        assert_eq!(read("/freeze.ics").await.as_deref(), Ok("BEGIN:VCALENDAR"));
        for (name, why) in
            [("/gone.ics", "HTTP 404"), ("/long.ics", "longer than 5 MB"), ("/odd.ics", "UTF-8")]
        {
            let told = read(name).await.expect_err(name);
            assert!(told.contains(why), "{told}");
        }
        server.abort();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("freeze.ics");
        assert!(calendars.read(&CalendarPlace::File(path.clone())).await.is_err());
        std::fs::write(&path, "BEGIN:VCALENDAR").expect("written");
        assert!(calendars.read(&CalendarPlace::File(path)).await.is_ok());
    }
}
