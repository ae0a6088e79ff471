//! The health board over 4 regions × 500 services, a hundred changes a day: with a day behind it, and with a year.

use crate::http::load;
use crate::portal;
use crate::report::Figure;
use crate::seed::{REGIONS, portal as seeded};
use anyhow::Result;
use domain::Timestamp;
use domain::health::culprit::{ChangeKind, ChangeRecord, Touch};
use domain::health::{Burn, Health, HealthReason, HealthState, Placement, PlacementHealth};
use domain::names::{RegionName, ServiceName, StageName};
use domain::permission::Permit;
use services::Settings;
use services::ports::{Clock, Commit, Store, SystemClock, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::{Database, DatabaseOptions};

const SERVICES: usize = 500;
const PAGE: &str = "/health?stage=prod";
const TIME: Duration = Duration::from_secs(5);
const WARM: Duration = Duration::from_millis(500);
const HOUR_MILLIS: i64 = 3_600_000;
const MINUTE_MILLIS: i64 = 60_000;
/// One service in five is changed on a day.
const CHANGES_A_DAY: i64 = 100;
/// A placement falls ill and becomes well again so often.
const BETWEEN_ILLS: i64 = 8 * 24;
/// Of so many placements one is ill now.
const ILL_NOW: usize = 97;
/// Writes in one commit.
const AT_ONCE: usize = 2_000;

pub async fn measure(program: &Path, site: &Path) -> Result<Vec<Figure>> {
    let day = p99(program, site, 24).await?;
    let year = p99(program, site, 365 * 24).await?;
    Ok(vec![
        Figure::at_most(
            "health board, 4 regions × 500 services: p99",
            day.p99_millis,
            50.0,
            "ms",
            format!("{:.0} a second on one connection", day.per_second),
        ),
        Figure::at_most(
            "health board with a year of data ÷ with a day: p99",
            year.p99_millis / day.p99_millis,
            1.5,
            "",
            format!("{:.2} ms of {:.2} ms", year.p99_millis, day.p99_millis),
        ),
    ])
}

async fn p99(program: &Path, site: &Path, hours: i64) -> Result<crate::http::Load> {
    let folder = tempfile::tempdir()?;
    seed(folder.path(), hours).await?;
    let place = (testbed::free_port(), "http://127.0.0.1:9");
    // What judges would forget placements that nothing runs behind.
    let settings = [("SLIPWAY__PROBES__ON", "false".to_owned())];
    let running = portal::start_with(program, folder.path(), place, Some(site), &settings).await?;
    let cookie = running.cookie().await?;
    load(running.port, PAGE, &cookie, 1, WARM).await?;
    load(running.port, PAGE, &cookie, 1, TIME).await
}

/// Placements with so many hours behind them, each of them ill for an hour every few days.
async fn seed(folder: &Path, hours: i64) -> Result<()> {
    // Makes the people, too.
    seeded(folder, Arc::new(simulated::SimulatedCloud::instant()), Settings::default()).await?;
    let url = format!("sqlite:{}", folder.join("slipway.db").display());
    let store = Database::open(&DatabaseOptions::at(url)).await?;
    let now = SystemClock.now();
    let mut writes = Vec::new();
    for number in 0..SERVICES {
        for (position, region) in REGIONS.iter().enumerate() {
            let placement = Placement {
                service: ServiceName::parse(&format!("service-{number:03}"))?,
                stage: StageName::parse("prod")?,
                region: RegionName::parse(region)?,
            };
            let offset = i64::try_from(number * REGIONS.len() + position)?;
            let ill_now = (number * REGIONS.len() + position).is_multiple_of(ILL_NOW);
            for (version, seen) in course(&placement, now, hours, offset, ill_now).into_iter().enumerate() {
                let expected = if version == 0 { None } else { Some(i64::try_from(version)?) };
                writes.push(Write::Health { expected, next: Box::new(seen), changed: true });
            }
        }
    }
    writes.extend(changes(now, hours)?);
    for part in writes.chunks(AT_ONCE) {
        let commit = Commit { writes: part.to_vec(), ..Commit::new(Permit::portal(), now) };
        store.commit(commit).await?;
    }
    Ok(())
}

/// Releases that reached every region, spread over the time and the services. What is ill was changed, too.
fn changes(now: Timestamp, hours: i64) -> Result<Vec<Write>> {
    let count = hours * CHANGES_A_DAY / 24;
    (0..count).map(|number| Ok(Write::Change(Box::new(change(now, number)?)))).collect()
}

fn change(now: Timestamp, number: i64) -> Result<ChangeRecord> {
    let ago = (number + 1) * 24 * HOUR_MILLIS / CHANGES_A_DAY;
    let came = |(position, region): (usize, &&str)| {
        let at = now.plus_millis(i64::try_from(position)? * MINUTE_MILLIS - ago);
        Ok(Touch { region: RegionName::parse(region)?, at })
    };
    Ok(ChangeRecord {
        id: format!("bench-{number}"),
        kind: ChangeKind::Release,
        service: Some(ServiceName::parse(&format!("service-{:03}", number * 97 % SERVICES as i64))?),
        team: None,
        stage: Some(StageName::parse("prod")?),
        at: now.plus_millis(-ago),
        own_clock: true,
        regions: REGIONS.iter().enumerate().map(came).collect::<Result<_>>()?,
        undoes: None,
        undone_at: None,
        title: format!("1.0.{number}"),
        infrastructure: None,
        link: None,
        by: Some("bench".to_owned()),
        difference: None,
        rollback: None,
    })
}

fn course(
    placement: &Placement,
    now: Timestamp,
    hours: i64,
    offset: i64,
    ill_now: bool,
) -> Vec<PlacementHealth> {
    let at = |hours_ago: i64, state: HealthState| {
        let at = now.plus_millis(-hours_ago * HOUR_MILLIS - offset);
        let reason = match state {
            HealthState::Healthy => HealthReason::Well { locations: 3 },
            _ => HealthReason::ProbesFail { failing: 3, locations: 3, why: "HTTP 503".to_owned() },
        };
        let health = Health { state, reason, since: at, better_since: None };
        PlacementHealth { placement: placement.clone(), health, version: None, burn: Burn::Kept, at }
    };
    let mut seen = vec![at(hours, HealthState::Healthy)];
    let first = hours - 1 - offset.rem_euclid(BETWEEN_ILLS);
    for ago in (2..=first.max(1)).rev().filter(|ago| (first - ago) % BETWEEN_ILLS == 0) {
        seen.extend([at(ago, HealthState::Unhealthy), at(ago - 1, HealthState::Healthy)]);
    }
    if ill_now {
        seen.push(at(0, HealthState::Unhealthy));
    }
    seen
}
