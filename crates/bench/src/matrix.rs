//! The matrix page, 50 services × 12 targets, beside a bare route with the same bytes.

use crate::http::load;
use crate::report::Figure;
use crate::{portal, seed};
use anyhow::Result;
use std::path::Path;
use std::time::Duration;
use tokio::process::Command;

const SERVICES: usize = 50;
const CONNECTIONS: usize = 16;
const TIME: Duration = Duration::from_secs(5);
const PAGE: &str = "/environments";

pub async fn measure(program: &Path, site: &Path) -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    seed::environments(folder.path(), SERVICES).await?;
    let running = portal::start(program, folder.path(), "http://127.0.0.1:9", Some(site)).await?;
    let cookie = running.cookie().await?;

    let page = reqwest::Client::new()
        .get(format!("http://127.0.0.1:{}{PAGE}", running.port))
        .header("Cookie", &cookie)
        .send()
        .await?
        .bytes()
        .await?;
    let file = folder.path().join("page.html");
    std::fs::write(&file, &page)?;
    let bare_port = testbed::free_port();
    let mut bare = Command::new(std::env::current_exe()?)
        .args(["--bare", &file.display().to_string(), &bare_port.to_string()])
        .kill_on_drop(true)
        .spawn()?;
    tokio::time::sleep(Duration::from_millis(300)).await;

    // Warm both, then measure in turn, so that neither has the quieter machine.
    let warm = Duration::from_millis(500);
    load(bare_port, "/", "", CONNECTIONS, warm).await?;
    load(running.port, PAGE, &cookie, CONNECTIONS, warm).await?;
    let bare_first = load(bare_port, "/", "", CONNECTIONS, TIME).await?;
    let ours = load(running.port, PAGE, &cookie, CONNECTIONS, TIME).await?;
    let bare_again = load(bare_port, "/", "", CONNECTIONS, TIME).await?;
    bare.kill().await?;

    let bare_rate = f64::midpoint(bare_first.per_second, bare_again.per_second);
    let bare_p99 = f64::midpoint(bare_first.p99_millis, bare_again.p99_millis);
    let kilobytes = page.len() / 1024;
    Ok(vec![
        Figure::at_least(
            "matrix page: requests a second ÷ bare route",
            ours.per_second / bare_rate,
            0.25,
            "",
            format!("{:.0}/s of {bare_rate:.0}/s, {kilobytes} KB", ours.per_second),
        ),
        Figure::at_most(
            "matrix page: p99 at 16 connections ÷ bare route",
            ours.p99_millis / bare_p99,
            4.0,
            "",
            format!("{:.2} ms of {bare_p99:.2} ms", ours.p99_millis),
        ),
    ])
}
