//! Memory: idle, and with a thousand environments and two hundred streams.

use crate::report::Figure;
use crate::{portal, seed};
use anyhow::Result;
use std::path::Path;
use std::time::Duration;

const SERVICES: usize = 84;
const STREAMS: usize = 200;

pub async fn measure(program: &Path) -> Result<Vec<Figure>> {
    let empty = tempfile::tempdir()?;
    let idle = portal::start(program, empty.path(), "http://127.0.0.1:9", None).await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let at_rest = idle.memory()?;
    drop(idle);

    let folder = tempfile::tempdir()?;
    seed::environments(folder.path(), SERVICES).await?;
    let running = portal::start(program, folder.path(), "http://127.0.0.1:9", None).await?;
    let cookie = running.cookie().await?;
    let client = reqwest::Client::new();
    let mut streams = Vec::new();
    for _ in 0..STREAMS {
        let url = format!("http://127.0.0.1:{}/live/matrix", running.port);
        streams.push(client.get(url).header("Cookie", &cookie).send().await?);
    }
    for _ in 0..20 {
        let url = format!("http://127.0.0.1:{}/environments", running.port);
        client.get(url).header("Cookie", &cookie).send().await?.bytes().await?;
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let busy = running.memory()?;
    let environments = SERVICES * 12;
    Ok(vec![
        Figure::at_most("memory, idle", at_rest, 80.0, "MB", "resident, 5 s after the start".to_owned()),
        Figure::at_most(
            "memory with 1,000 environments and 200 streams",
            busy,
            150.0,
            "MB",
            format!("{environments} environments, {} streams", streams.len()),
        ),
    ])
}
