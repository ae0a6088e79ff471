//! Waiting for a program to be ready.

use std::time::{Duration, Instant};

use crate::leash::Leash;

/// Long, because a busy machine with two cores may start ten programs at once.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(10);

pub enum Readiness {
    Ready,
    NotYet,
    Gone,
}

/// Asks until the answer is no longer "not yet"; false when the program is gone or patience is at its end.
pub async fn wait_until_ready(mut ask: impl AsyncFnMut() -> Readiness) -> bool {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        match ask().await {
            Readiness::Ready => return true,
            Readiness::Gone => return false,
            Readiness::NotYet => tokio::time::sleep(PAUSE).await,
        }
    }
    false
}

/// Waits until a running program answers this address with success.
pub async fn answers(leash: &mut Leash, url: &str) -> bool {
    wait_until_ready(async || {
        let healthy = reqwest::get(url).await.is_ok_and(|answer| answer.status().is_success());
        // Asked afterwards: a stranger on this port may be healthy while ours has given up.
        match (leash.is_running(), healthy) {
            (false, _) => Readiness::Gone,
            (true, true) => Readiness::Ready,
            (true, false) => Readiness::NotYet,
        }
    })
    .await
}
