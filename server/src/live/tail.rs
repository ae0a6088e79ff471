use super::Live;
use futures::StreamExt;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Events read at once.
const PART: u32 = 500;
/// Longest time between two looks, in case a wake-up was lost.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// Pause after the database did not answer.
const AFTER_ERROR: Duration = Duration::from_millis(500);

/// Reads what is committed, here or by another replica, and passes it on, until the portal stops.
pub async fn follow(live: Live) {
    let mut wakes = live.0.portal.watch();
    let mut stop = std::pin::pin!(live.0.shutdown.begun());
    let mut started = false;
    loop {
        let told = if started { catch_up(&live).await } else { start(&live).await };
        started |= told.is_ok();
        let pause = match told {
            Ok(()) => LONGEST_PAUSE,
            Err(error) => {
                tracing::warn!(cause = error.cause.as_deref(), "live events were not read: {error}");
                AFTER_ERROR
            }
        };
        tokio::select! {
            () = &mut stop => return,
            _ = wakes.next() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Nobody is waiting for what happened before the portal started.
async fn start(live: &Live) -> Result<(), domain::PortalError> {
    live.0.head.store(live.0.portal.live_head().await?, Ordering::Release);
    Ok(())
}

async fn catch_up(live: &Live) -> Result<(), domain::PortalError> {
    loop {
        let events = live.0.portal.live_after(live.0.head.load(Ordering::Acquire), PART).await?;
        live.tell(&events);
        if events.len() < PART as usize {
            return Ok(());
        }
    }
}
