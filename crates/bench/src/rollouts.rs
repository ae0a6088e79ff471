//! Rollouts over a CI backend in memory: what the portal adds to the jobs' own time.

use crate::report::{Figure, percentile};
use crate::seed;
use anyhow::{Context as _, Result, ensure};
use domain::approval::Digest;
use domain::ids::RolloutId;
use domain::names::{RegionName, StageName};
use domain::people::Actor;
use domain::release::Artifact;
use domain::view::{ReleaseInput, RolloutInput};
use services::ports::Place;
use services::{Portal, Settings, Worker};
use simulated::{PipelineTiming, SimulatedArtifacts, SimulatedPipelines};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const MANY: usize = 500;
/// How long each workflow runs.
const JOB: Duration = Duration::from_millis(500);
/// The same where many regions go at once.
const WAVE_JOB: Duration = Duration::from_secs(3);

/// The kind of a job, and the milliseconds that it waited.
type Delay = (&'static str, f64);

/// A portal at work, with what each of its jobs waited for nothing but the portal.
struct Run {
    portal: Portal,
    artifacts: SimulatedArtifacts,
    pipelines: SimulatedPipelines,
    delays: Arc<Mutex<Vec<Delay>>>,
    stop: oneshot::Sender<()>,
    working: JoinHandle<()>,
    /// The home region first.
    regions: Vec<String>,
    developer: Actor,
}

pub async fn measure() -> Result<Vec<Figure>> {
    let mut figures = one().await?;
    figures.push(wave("wave of 3 targets: duration ÷ the slowest job's", 3).await?);
    figures.push(wave("wave of 30 targets: duration ÷ the slowest job's", 30).await?);
    figures.extend(many().await?);
    Ok(figures)
}

/// The wave behind the home region's, with jobs that all take the same time.
async fn wave(what: &'static str, targets: usize) -> Result<Figure> {
    let folder = tempfile::tempdir()?;
    let regions = (0..=targets).map(|number| format!("region-{number}")).collect();
    let run = Run::start(folder.path(), 1, regions, WAVE_JOB).await?;
    let id = run.roll_out(0).await?;
    run.until_idle().await?;
    let view = run.portal.rollout(&run.developer, &id).await?;
    let wave = view.waves.get(1).context("no second wave")?;
    let (opened, done) = (wave.opened_at.context("not opened")?, wave.done_at.context("not done")?);
    let took = done.since(opened) as f64 / WAVE_JOB.as_millis() as f64;
    ensure!(wave.lanes.len() == targets, "{} targets instead of {targets}", wave.lanes.len());
    run.end().await?;
    let detail = format!("{} ms for jobs of {} ms", done.since(opened), WAVE_JOB.as_millis());
    Ok(Figure::at_most(what, took, 1.2, "", detail))
}

async fn one() -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let run = Run::start(folder.path(), 1, four(), JOB).await?;
    let began = Instant::now();
    run.roll_out(0).await?;
    run.until_idle().await?;
    let took = began.elapsed();
    // Home first, then the others at once: two jobs one after the other.
    let added = took.saturating_sub(2 * JOB).as_secs_f64();
    let detail = format!("{:.2} s for two waves of {} ms", took.as_secs_f64(), JOB.as_millis());
    let (p99, steps, _) = run.end().await?;
    Ok(vec![
        Figure::at_most("rollout to home and 3 regions: time added", added, 2.0, "s", detail),
        Figure::at_most("rollout: added delay per step, p99", p99, 250.0, "ms", format!("{steps} steps")),
    ])
}

async fn many() -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let run = Run::start(folder.path(), MANY, four(), JOB).await?;
    let began = Instant::now();
    for number in 0..MANY {
        run.roll_out(number).await?;
    }
    run.until_idle().await?;
    let started = run.pipelines.started().len();
    ensure!(started == 4 * MANY, "{started} runs instead of {}", 4 * MANY);
    let took = began.elapsed().as_secs_f64();
    let (p99, steps, slowest) = run.end().await?;
    let detail = format!("{steps} steps, {started} runs, each once, all done in {took:.1} s; {slowest}");
    Ok(vec![Figure::at_most("500 rollouts at once: added delay per step, p99", p99, 500.0, "ms", detail)])
}

impl Run {
    async fn start(folder: &Path, services: usize, regions: Vec<String>, job: Duration) -> Result<Self> {
        let pipelines = SimulatedPipelines::with_clock(Arc::new(services::ports::SystemClock));
        pipelines.set_timing(PipelineTiming { takes: job, looks: 0, ..PipelineTiming::default() });
        let artifacts = SimulatedArtifacts::default();
        let repositories: Vec<String> = (0..services).map(repository).collect();
        for (number, repository) in repositories.iter().enumerate() {
            let declaration = format!(
                "service: {}\nteam: streaming\nworkflows: {{deploy: deploy.yml}}\nstages: {{prod: {{after: none}}}}\n",
                service(number)
            );
            pipelines.put_file(repository, "slipway.yaml", &declaration);
        }
        let settings =
            Settings { repositories, per_worker: 200, run_poll_millis: 250, ..Settings::default() };
        let parts = seed::Outside {
            pipelines: pipelines.clone(),
            artifacts: artifacts.clone(),
            regions: regions.clone(),
            ..seed::Outside::default()
        };
        let portal = seed::portal_with(folder, parts, settings).await?;
        let delays: Arc<Mutex<Vec<Delay>>> = Arc::default();
        let seen = delays.clone();
        let worker = Worker::new(portal.clone(), "bench".to_owned()).observed(move |report| {
            // The catalogue's readings are no part of a rollout, and only a few go at once on purpose.
            if !report.kind.starts_with("read_") {
                let delay = (report.kind, report.queued_millis as f64);
                seen.lock().unwrap_or_else(PoisonError::into_inner).push(delay);
            }
        });
        let (stop, stopped) = oneshot::channel::<()>();
        let working = tokio::spawn(worker.run(async move {
            // A dropped sender stops it as well.
            let _ = stopped.await;
        }));
        Ok(Run {
            portal,
            artifacts,
            pipelines,
            delays,
            stop,
            working,
            regions,
            developer: seed::developer()?,
        })
    }

    async fn roll_out(&self, number: usize) -> Result<RolloutId> {
        let (service, digest) = (service(number), Digest::of(&number));
        let key = format!("{service}/1.0.0");
        let artifact = Artifact { key, digest: digest.clone(), size: 1000, ..Artifact::default() };
        let home = Place {
            stage: StageName::parse("prod")?,
            region: RegionName::parse(&self.regions[0])?,
            role_arn: None,
        };
        self.artifacts.put(&home, &artifact);
        let input = ReleaseInput {
            service: service.clone(),
            version: "1.0.0".to_owned(),
            commit: "0a1b2c3".to_owned(),
            artifact: artifact.key,
            digest: digest.0,
            size: Some(artifact.size),
            ..ReleaseInput::default()
        };
        self.portal.register_release(&self.developer, input).await?;
        let input = RolloutInput {
            service,
            stage: "prod".to_owned(),
            release: "1.0.0".to_owned(),
            ..RolloutInput::default()
        };
        Ok(self.portal.start_rollout(&self.developer, input).await?.id)
    }

    async fn until_idle(&self) -> Result<()> {
        let began = Instant::now();
        loop {
            tokio::time::sleep(Duration::from_millis(10)).await;
            let left = seed::jobs_left(&self.portal).await?;
            if left == 0 {
                return Ok(());
            }
            ensure!(began.elapsed() < Duration::from_secs(300), "{left} jobs are left after five minutes");
        }
    }

    /// Stops it; the 99th percentile of delays in milliseconds, how many steps there were, and that of each kind.
    async fn end(self) -> Result<(f64, usize, String)> {
        drop(self.stop);
        self.working.await?;
        let delays = self.delays.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut kinds: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        delays.iter().for_each(|(kind, delay)| kinds.entry(kind).or_default().push(*delay));
        let kinds =
            kinds.into_iter().map(|(kind, mut of)| format!("{kind} {:.0}", percentile(&mut of, 99.0)));
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        let mut steps: Vec<f64> = delays.iter().map(|(_, delay)| *delay).collect();
        Ok((percentile(&mut steps, 99.0), steps.len(), kinds))
    }
}

fn four() -> Vec<String> {
    seed::REGIONS.map(str::to_owned).to_vec()
}

fn service(number: usize) -> String {
    format!("service-{number:03}")
}

fn repository(number: usize) -> String {
    format!("acme/{}", service(number))
}
