//! Probes: how late ten thousand of them begin and what that costs, how soon a failure is seen, and that lost packets are none.

use crate::report::{Figure, percentile};
use crate::seed;
use adapters::{NetworkProber, ProbeRules};
use anyhow::{Context as _, Result, ensure};
use domain::Timestamp;
use domain::environment::{Drift, Environment, EnvironmentKey, EnvironmentStatus};
use domain::health::{
    Caution, CheckOutcome, CheckResult, DeclaredProbe, Endpoint, Health, HealthState, Heard, Pace, Placement,
    Probe, Signals, judge, verdict,
};
use domain::ids::{EnvironmentId, RequestId};
use domain::names::{
    EnvironmentName, LocationName, RegionName, ServiceName, StageName, TeamName, TemplateName,
};
use domain::permission::Permit;
use domain::template::TemplateDigest;
use services::ports::{Clock, Commit, HealthFilter, Store, SystemClock, Write};
use services::{Portal, Schedule, Settings, Worker};
use simulated::SimulatedPipelines;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use store::{Database, DatabaseOptions};

const PROBES: usize = 10_000;
/// Every probe has been asked once before it is measured.
const WARM_UP: Duration = Duration::from_secs(35);
const MEASURED: Duration = Duration::from_secs(60);
/// Ticks of a second in which the kernel counts a process's time.
const TICKS: f64 = 100.0;
const DAYS: u64 = 30;
const DECLARED: &str = "service: bench
team: streaming
health: {probes: [{name: endpoint, every: 10s, timeout: 2s, retries: 1, quorum: 2}]}
";

pub async fn measure() -> Result<Vec<Figure>> {
    let mut figures = vec![false_alarms()?];
    figures.extend(many().await?);
    figures.push(detection().await?);
    Ok(figures)
}

fn locations(names: &[&str]) -> Result<Vec<LocationName>> {
    Ok(names.iter().map(|name| LocationName::parse(name)).collect::<Result<_, _>>()?)
}

fn prober() -> Result<Arc<NetworkProber>> {
    let networks = vec!["127.0.0.0/8".parse().map_err(anyhow::Error::msg)?];
    Ok(Arc::new(NetworkProber::new(ProbeRules { networks })?))
}

/// Ten thousand probes of endpoints that another process answers for.
async fn many() -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let (page, port) = (folder.path().join("page"), testbed::free_port());
    std::fs::write(&page, "{\"status\":\"ok\"}")?;
    let mut endpoint = tokio::process::Command::new(std::env::current_exe()?)
        .arg("--bare")
        .arg(&page)
        .arg(port.to_string())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let services = PROBES.div_ceil(seed::STAGES.len() * seed::REGIONS.len());
    environments(folder.path(), services, &format!("http://127.0.0.1:{port}/")).await?;
    let outside = seed::Outside { prober: prober()?, ..seed::Outside::default() };
    let portal = seed::portal_with(folder.path(), outside, Settings::default()).await?.probing_services();
    let (stop, working) = work(&portal);
    tokio::time::sleep(WARM_UP).await;
    let (began, used) = (Instant::now(), processor_seconds()?);
    tokio::time::sleep(MEASURED).await;
    let share = 100.0 * (processor_seconds()? - used) / began.elapsed().as_secs_f64();
    let mut lags: Vec<f64> = portal.probe_lags().into_iter().map(|lag| lag as f64).collect();
    let healthy = portal.health(&seed::developer()?, &HealthFilter::default()).await?;
    let well = healthy.iter().filter(|one| one.value.health.state == HealthState::Healthy).count();
    drop(stop);
    working.await?;
    endpoint.kill().await?;
    let planned = services * seed::STAGES.len() * seed::REGIONS.len();
    ensure!(well == planned, "{well} of {planned} placements are healthy");
    let detail =
        format!("{planned} probes at 30 s over HTTP, {} checks, {well} placements healthy", lags.len());
    let p99 = percentile(&mut lags, 99.0) / 1000.0;
    Ok(vec![
        Figure::at_most("10,000 probes at 30 s: schedule lag, p99", p99, 1.0, "s", detail.clone()),
        Figure::at_most("10,000 probes at 30 s: one core of the portal", share, 50.0, "%", detail),
    ])
}

/// What this process has used of processors so far.
fn processor_seconds() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').context("no fields")?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = |at: usize| -> Result<f64> { Ok(fields.get(at).context("too few fields")?.parse()?) };
    Ok((ticks(11)? + ticks(12)?) / TICKS)
}

fn work(portal: &Portal) -> (tokio::sync::oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let worker = Worker::new(portal.clone(), "bench".to_owned());
    let working = tokio::spawn(worker.run(async move {
        // A dropped sender stops it as well.
        let _ = stopped.await;
    }));
    (stop, working)
}

/// Running environments in all places, straight into the database: how they came to be does not matter here.
async fn environments(folder: &Path, services: usize, url: &str) -> Result<()> {
    let database =
        Database::open(&DatabaseOptions::at(format!("sqlite:{}", folder.join("slipway.db").display())))
            .await?;
    for number in 0..services {
        let mut commit = Commit::new(Permit::portal(), SystemClock.now());
        for stage in seed::STAGES {
            for region in seed::REGIONS {
                let next = Box::new(environment(&format!("service-{number:03}"), stage, region, url)?);
                commit.writes.push(Write::Environment { expected: None, next });
            }
        }
        database.commit(commit).await?;
    }
    database.close().await;
    Ok(())
}

fn environment(service: &str, stage: &str, region: &str, url: &str) -> Result<Environment> {
    let key = EnvironmentKey {
        service: ServiceName::parse(service)?,
        name: EnvironmentName::parse("web")?,
        stage: StageName::parse(stage)?,
        region: RegionName::parse(region)?,
    };
    Ok(Environment {
        id: EnvironmentId(format!("env_{service}_{stage}_{region}")),
        stack_name: key.stack_name("slipway-"),
        key,
        team: TeamName::parse("streaming")?,
        stack_id: None,
        template: TemplateName::parse("web")?,
        template_digest: TemplateDigest(format!("sha256:{}", "0".repeat(64))),
        values: Default::default(),
        outputs: BTreeMap::from([("Url".to_owned(), url.to_owned())]),
        status: EnvironmentStatus::Running,
        status_before: None,
        held_by: None,
        last_request: RequestId("req_bench".to_owned()),
        drift: Drift::Unknown,
        drift_asked_at: None,
        drift_checked_at: None,
        drift_note: None,
        drifted: Vec::new(),
        monthly_usd: None,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
    })
}

/// From the moment at which an endpoint fails to the live event that tells of its unhealthy region.
async fn detection() -> Result<Figure> {
    const ROUNDS: usize = 3;
    let fails = Arc::new(AtomicBool::new(false));
    let address = endpoint(fails.clone()).await?;
    let folder = tempfile::tempdir()?;
    let database = Database::open(&DatabaseOptions::at(format!(
        "sqlite:{}",
        folder.path().join("slipway.db").display()
    )))
    .await?;
    let mut commit = Commit::new(Permit::portal(), SystemClock.now());
    let next = Box::new(environment("bench", "prod", "eu-west-3", &address)?);
    commit.writes.push(Write::Environment { expected: None, next });
    database.commit(commit).await?;
    database.close().await;
    let pipelines = SimulatedPipelines::default();
    pipelines.put_file("acme/bench", "slipway.yaml", DECLARED);
    let settings = Settings {
        repositories: vec!["acme/bench".to_owned()],
        probe_locations: locations(&["a", "b", "c"])?,
        better_after_millis: 0,
        ..Settings::default()
    };
    let outside = seed::Outside { pipelines, prober: prober()?, ..seed::Outside::default() };
    let portal = seed::portal_with(folder.path(), outside, settings).await?.probing_services();
    let (stop, working) = work(&portal);
    let mut slowest: f64 = 0.0;
    for round in 0..ROUNDS {
        until(&portal, HealthState::Healthy).await?;
        // Somewhere in the interval.
        tokio::time::sleep(Duration::from_millis(3_300 * round as u64 + 100)).await;
        let began = Instant::now();
        fails.store(true, Ordering::SeqCst);
        until(&portal, HealthState::Unhealthy).await?;
        slowest = slowest.max(began.elapsed().as_secs_f64());
        fails.store(false, Ordering::SeqCst);
    }
    drop(stop);
    working.await?;
    let detail = format!("slowest of {ROUNDS}, to the live event; 3 locations, quorum 2, interval 10 s");
    Ok(Figure::at_most("failing endpoint → region told unhealthy", slowest, 25.0, "s", detail))
}

async fn endpoint(fails: Arc<AtomicBool>) -> Result<String> {
    let answer = move || {
        let fails = fails.load(Ordering::SeqCst);
        async move { if fails { axum::http::StatusCode::SERVICE_UNAVAILABLE } else { axum::http::StatusCode::OK } }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/", listener.local_addr()?);
    let router = axum::Router::new().route("/", axum::routing::get(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

/// Follows the live stream until the only placement is in this state.
async fn until(portal: &Portal, state: HealthState) -> Result<()> {
    use futures::StreamExt as _;
    let (mut news, developer, began) = (portal.watch(), seed::developer()?, Instant::now());
    loop {
        let found = portal.health(&developer, &HealthFilter::default()).await?;
        if found.first().is_some_and(|one| one.value.health.state == state) {
            return Ok(());
        }
        ensure!(began.elapsed() < Duration::from_secs(120), "it never became {}", state.as_str());
        let _ = tokio::time::timeout(Duration::from_secs(5), news.next()).await;
    }
}

/// Days of simulated time in which nothing but packets is lost.
fn false_alarms() -> Result<Figure> {
    let mut dice = Dice(7);
    let (mut alarms, mut checks, mut doubts) = (0, 0, 0);
    for day in 0..DAYS {
        let told = simulated_day(Timestamp(1_800_000_000_000 + day as i64 * 86_400_000), &mut dice)?;
        (alarms, checks, doubts) = (alarms + told.0, checks + told.1, doubts + told.2);
    }
    let detail = format!(
        "{DAYS} simulated days of 24 h, {checks} checks from 3 locations, 1 % of packets lost each way; {doubts} times they disagreed"
    );
    Ok(Figure::at_most("false alarms with 1 % packet loss", f64::from(alarms), 0.0, "", detail))
}

/// How often it was called unhealthy, checks, and how often locations disagreed.
fn simulated_day(start: Timestamp, dice: &mut Dice) -> Result<(u32, u32, u32)> {
    let probe = Arc::new(simulated_probe()?);
    let from = locations(&["a", "b", "c"])?;
    let mut schedule = Schedule::new(std::slice::from_ref(&probe), &from, start);
    let mut words: BTreeMap<LocationName, Heard> = BTreeMap::new();
    let mut health: Option<Health> = None;
    let (mut alarms, mut checks, mut doubts) = (0, 0, 0);
    while let Some(now) = schedule.next().filter(|next| next.since(start) < 86_400_000) {
        while let Some((at, errand)) = schedule.pop(now) {
            checks += 1;
            let lost = (0..=probe.pace.retries).all(|_| dice.percent() || dice.percent());
            let outcome = match lost {
                true => CheckOutcome::Failed { why: "no answer".to_owned() },
                false => CheckOutcome::Well,
            };
            let (location, latency_millis) = (errand.location.clone(), 20);
            let result =
                CheckResult { probe: probe.id.clone(), location, at, outcome, latency_millis, version: None };
            words.insert(errand.location, Heard { result, received_at: now });
        }
        let told = verdict(&probe, from.len(), words.values(), now);
        let signals = Signals { probes: Some(told.verdict), ..Signals::default() };
        let next = judge(health.as_ref(), &signals, Caution { better_after_millis: 60_000 }, now);
        if health.as_ref().is_none_or(|before| before.state != next.state) {
            alarms += u32::from(next.state == HealthState::Unhealthy);
            doubts += u32::from(next.state == HealthState::Degraded);
        }
        health = Some(next);
    }
    Ok((alarms, checks, doubts))
}

fn simulated_probe() -> Result<Probe> {
    let placement = Placement {
        service: ServiceName::parse("bench")?,
        stage: StageName::parse("prod")?,
        region: RegionName::parse("eu-west-3")?,
    };
    let declared = DeclaredProbe {
        endpoint: Endpoint::Url("http://127.0.0.1/".to_owned()),
        pace: Pace { interval_seconds: 10, timeout_millis: 2_000, ..Pace::default() },
        ..DeclaredProbe::default()
    };
    declared.at(&placement, &BTreeMap::new()).context("a probe")
}

/// SplitMix64: the same throws in every run.
struct Dice(u64);

impl Dice {
    /// True once in a hundred times.
    fn percent(&mut self) -> bool {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % 100 == 0
    }
}
