//! How much each change is suspected of what is wrong with a service in a region.

use crate::Portal;
use crate::ports::HealthFilter;
use domain::health::culprit::{
    Complaint, Course, Dependencies, History, Onset, Pace, Ranked, Symptom, note_undone, rank,
};
use domain::health::{Health, Placement, PlacementHealth};
use domain::metric::{Measures, Metric, Series, Window};
use domain::names::{RegionName, ServiceName};
use domain::{PortalError, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const HOUR_MILLIS: i64 = 3_600_000;
/// How far back a cause is looked for.
const LOOK_BACK_MILLIS: i64 = 48 * HOUR_MILLIS;
/// What is measured over so much time says since when something is wrong.
const MEASURED_MILLIS: i64 = 12 * HOUR_MILLIS;
/// More changes of two days than that are not weighed.
const MOST_CHANGES: u32 = 20_000;

/// How a service fares in one region, or why nobody knows.
type Fares = (RegionName, Result<Course, String>);

/// What a service's trouble is taken from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sources {
    /// What was judged: it is at hand.
    Judged,
    /// That, refined by what is measured of its requests: it has to be asked for.
    Measured,
}

/// Suspects, as they are for everybody.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ranking {
    /// `None`: the service is not known to be unwell there.
    pub symptom: Option<Symptom>,
    /// The likeliest first.
    pub ranked: Vec<Ranked>,
    /// How many changes were weighed.
    pub weighed: usize,
    /// What keeps more from being known.
    pub problem: Option<String>,
}

impl Ranking {
    /// How likely it was something that nobody recorded, from 0 to 1.
    pub fn unrecorded(&self) -> f64 {
        let recorded: f64 = self.ranked.iter().map(|ranked| ranked.score).sum();
        (1.0 - recorded).max(0.0)
    }
}

impl Portal {
    /// Weighs the changes that may have made a service unwell in a region. `since` is when that began, if the caller knows;
    /// else it is taken from the sources.
    pub(super) async fn ranking(
        &self,
        placement: &Placement,
        since: Option<Timestamp>,
        sources: Sources,
    ) -> Result<Ranking, PortalError> {
        let fares = self.courses(placement, sources).await?;
        let here = fares.iter().find(|(region, _)| region == &placement.region);
        let problem = here.and_then(|(_, course)| course.as_ref().err().cloned());
        let Some(symptom) = symptom(placement, &fares, since, self.now()) else {
            return Ok(Ranking { problem, ..Ranking::default() });
        };
        let (ranked, weighed) = self.rank_changes(&symptom).await?;
        Ok(Ranking { symptom: Some(symptom), ranked, weighed, problem })
    }

    async fn rank_changes(&self, symptom: &Symptom) -> Result<(Vec<Ranked>, usize), PortalError> {
        let now = self.now();
        let from = symptom.since().unwrap_or(now).plus_millis(-LOOK_BACK_MILLIS);
        let mut changes = self.store.changes(None, from, now.plus_millis(1), MOST_CHANGES).await?;
        note_undone(&mut changes);
        let dependencies = self.dependencies().await?;
        let mut history = History::default();
        for (service, kind, track) in self.store.change_tracks(&dependencies.around(&symptom.service)).await?
        {
            history.set(service, kind, track);
        }
        Ok((rank(symptom, &changes, &dependencies, &history), changes.len()))
    }

    /// Which service needs which, as the catalogue has it.
    pub(super) async fn dependencies(&self) -> Result<Dependencies, PortalError> {
        let mut dependencies = Dependencies::default();
        for (needing, needed) in self.store.dependencies().await? {
            // Names of the catalogue that are no services of the portal have no changes here.
            if let (Ok(needing), Ok(needed)) = (ServiceName::parse(&needing), ServiceName::parse(&needed)) {
                dependencies.add(needing, needed);
            }
        }
        Ok(dependencies)
    }

    /// How the service fares in every region of the stage.
    async fn courses(&self, placement: &Placement, sources: Sources) -> Result<Vec<Fares>, PortalError> {
        let judged = self.judged_courses(placement).await?;
        if sources == Sources::Judged {
            return Ok(judged.into_iter().map(|(region, course)| (region, Ok(course))).collect());
        }
        let measures = match self.declaration(&placement.service).await {
            Ok(declaration) => declaration.metrics.clone().map(Arc::new),
            Err(_) => None,
        };
        let regions = self.regions_of(placement, &judged).await?.into_iter().map(async |region| {
            let judged = judged.get(&region).copied().unwrap_or(Course::Unknown);
            let measured = self.measured_course(placement, &region, measures.as_ref()).await;
            let course = match (judged, measured) {
                (Course::Unknown, Err(why)) => Err(why),
                (judged, measured) => Ok(judged.refined(measured.unwrap_or(Course::Unknown))),
            };
            (region, course)
        });
        Ok(futures::future::join_all(regions).await)
    }

    async fn judged_courses(
        &self,
        placement: &Placement,
    ) -> Result<BTreeMap<RegionName, Course>, PortalError> {
        let filter = HealthFilter { region: None, ..HealthFilter::of(placement) };
        let now = self.now();
        let from = now.plus_millis(-LOOK_BACK_MILLIS);
        let changes = self.store.health_changes(&filter, from, now.plus_millis(1)).await?;
        let known = self.store.health(&filter).await?.into_iter().map(|known| known.value);
        let course = |known: PlacementHealth| {
            let since = known.bad_since(&changes);
            (known.placement.region, Course::judged(&Health { since, ..known.health }))
        };
        Ok(known.map(course).collect())
    }

    async fn measured_course(
        &self,
        placement: &Placement,
        region: &RegionName,
        measures: Option<&Arc<Measures>>,
    ) -> Result<Course, String> {
        let measures = measures.ok_or_else(|| "nothing is measured of the service".to_owned())?;
        let now = self.now();
        let step = measures.step_millis().max(60_000);
        let window = Window::within(now.plus_millis(-MEASURED_MILLIS), now, step);
        let place = self.place(&placement.stage, region);
        let metrics = [Metric::ErrorRate, Metric::P95];
        let read = self.series(&place, &placement.service, measures, &metrics, window).await;
        let series = read.map_err(|error| error.to_string())?;
        let of = |metric| series.get(&metric).cloned().unwrap_or_else(|| Series::empty(window));
        Ok(Course::read(&of(Metric::ErrorRate), &of(Metric::P95)))
    }

    /// Where it runs in the stage, where it was judged, and where it is asked about.
    async fn regions_of(
        &self,
        placement: &Placement,
        judged: &BTreeMap<RegionName, Course>,
    ) -> Result<BTreeSet<RegionName>, PortalError> {
        let deployed = self.store.deployed(Some(&placement.service)).await?;
        let of_stage = deployed.into_iter().filter(|deployed| deployed.stage == placement.stage);
        let others = judged.keys().cloned().chain([placement.region.clone()]);
        Ok(of_stage.map(|deployed| deployed.region).chain(others).collect())
    }
}

/// What is wrong, with the regions in which the same service fares badly or well; `None` when nothing is wrong there.
fn symptom(
    placement: &Placement,
    fares: &[Fares],
    since: Option<Timestamp>,
    now: Timestamp,
) -> Option<Symptom> {
    let course = |region: &RegionName| {
        let found = fares.iter().find(|(other, _)| other == region);
        found.and_then(|(_, course)| course.as_ref().ok()).copied().unwrap_or(Course::Unknown)
    };
    let (what, pace, read) = match course(&placement.region) {
        Course::Ill { since, what, pace } => (what, pace, Some(since)),
        Course::Well | Course::Unknown => (Complaint::Errors, Pace::Sudden, None),
    };
    let here = Onset { region: placement.region.clone(), since: since.or(read)? };
    let others = || fares.iter().filter(|(region, _)| region != &placement.region);
    let ill = others().filter_map(|(region, course)| match course {
        Ok(Course::Ill { since, .. }) => Some(Onset { region: region.clone(), since: *since }),
        _ => None,
    });
    let well = others().filter(|(_, course)| *course == Ok(Course::Well)).map(|(region, _)| region.clone());
    Some(Symptom {
        service: placement.service.clone(),
        stage: placement.stage.clone(),
        ill: std::iter::once(here).chain(ill).collect(),
        well: well.collect(),
        what,
        pace,
        seen_at: now,
    })
}
