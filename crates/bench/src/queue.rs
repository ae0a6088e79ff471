//! A thousand operations in flight on a cloud in memory: how long each step waits for nothing but the portal.

use crate::report::{Figure, percentile};
use crate::seed;
use anyhow::{Result, ensure};
use services::{Settings, Worker};
use simulated::{SimulatedCloud, Timing};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Requests of twelve targets each.
const REQUESTS: usize = 84;

pub async fn measure() -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let timing =
        Timing { latency: Duration::from_secs(1), operation: Duration::from_secs(5), ..Timing::default() };
    let settings = Settings { per_region: 2_000, per_worker: 2_000, ..Settings::default() };
    let portal = seed::portal(folder.path(), Arc::new(SimulatedCloud::new(timing)), settings).await?;
    let delays: Arc<Mutex<Vec<f64>>> = Arc::default();
    let seen = delays.clone();
    let worker = Worker::new(portal.clone(), "bench".to_owned()).observed(move |report| {
        seen.lock().unwrap_or_else(PoisonError::into_inner).push(report.queued_millis as f64);
    });
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let began = Instant::now();
    let working = tokio::spawn(worker.run(async move {
        // A dropped sender stops it as well.
        let _ = stopped.await;
    }));
    let developer = seed::developer()?;
    for number in 0..REQUESTS {
        portal.create(&developer, seed::creation(&format!("service-{number:03}")), None).await?;
    }
    loop {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let left = seed::jobs_left(&portal).await?;
        if left == 0 {
            break;
        }
        ensure!(began.elapsed() < Duration::from_secs(300), "{left} jobs are left after five minutes");
    }
    drop(stop);
    working.await?;
    let mut steps = delays.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let detail = format!("{} steps, all done in {:.1} s", steps.len(), began.elapsed().as_secs_f64());
    let p99 = percentile(&mut steps, 99.0);
    Ok(vec![Figure::at_most(
        "1,000 operations in flight: added delay per step, p99",
        p99,
        250.0,
        "ms",
        detail,
    )])
}
