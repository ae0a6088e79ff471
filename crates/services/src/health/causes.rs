//! Which change most likely made a service unwell.

use crate::Portal;
use crate::ports::{Commit, HealthFilter, KnownChange, Write};
use domain::audit::AuditNote;
use domain::health::culprit::{
    ChangeRecord, Complaint, Course, Dependencies, History, Onset, Pace, RELEASE, Ranked, Symptom,
    note_undone, rank,
};
use domain::health::{Health, Placement, PlacementHealth};
use domain::ids::ReleaseId;
use domain::metric::{Measures, Metric, Series, Window};
use domain::names::{RegionName, ServiceName};
use domain::people::Actor;
use domain::permission::{Action, permit, permit_explain};
use domain::view::{Allowed, CauseView, CausesView};
use domain::{PortalError, Timestamp};
use serde_json::json;
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

impl Portal {
    /// The changes that may have made a service unwell in a region, the likeliest first. `since` is when that began, if the
    /// caller knows; else it is taken from what was judged and measured.
    pub async fn causes(
        &self,
        actor: &Actor,
        [service, stage, region]: [&str; 3],
        since: Option<Timestamp>,
    ) -> Result<CausesView, PortalError> {
        permit(actor, Action::View, None)?;
        let placement = self.placement(service, stage, region).await?;
        let fares = self.courses(&placement).await?;
        let here = fares.iter().find(|(region, _)| region == &placement.region);
        let problem = here.and_then(|(_, course)| course.as_ref().err().cloned());
        let symptom = symptom(&placement, &fares, since, self.now());
        let Some(symptom) = symptom else {
            return Ok(CausesView {
                symptom: None,
                causes: Vec::new(),
                unrecorded: 0.0,
                weighed: 0,
                problem,
            });
        };
        let (ranked, weighed) = self.rank_changes(&symptom).await?;
        let unrecorded = 1.0 - ranked.iter().map(|ranked| ranked.score).sum::<f64>();
        let mut causes = Vec::new();
        for ranked in ranked {
            causes.push(self.cause_view(actor, ranked, &placement).await?);
        }
        // Whoever has looked into it knows better than any ranking.
        causes.sort_by_key(|cause| !cause.blamed);
        Ok(CausesView { symptom: Some(symptom), causes, unrecorded: unrecorded.max(0.0), weighed, problem })
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

    /// How the service fares in every region of the stage: as it was judged, refined by what is measured of its requests.
    async fn courses(&self, placement: &Placement) -> Result<Vec<Fares>, PortalError> {
        let measures = match self.declaration(&placement.service).await {
            Ok(declaration) => declaration.metrics.clone().map(Arc::new),
            Err(_) => None,
        };
        let judged = self.judged_courses(placement).await?;
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

    async fn cause_view(
        &self,
        actor: &Actor,
        mut ranked: Ranked,
        ill: &Placement,
    ) -> Result<CauseView, PortalError> {
        self.name_releases(&mut ranked.change).await?;
        let known = self.store.change(&ranked.change.id).await?;
        let right = permit_explain(actor, ranked.change.team.as_ref());
        let may_roll_back = self.way_back(actor, &mut ranked.change, ill).await?;
        Ok(CauseView {
            blamed: known.is_some_and(|known| known.blamed),
            may_blame: Allowed::by_right(right),
            may_roll_back,
            ranked,
        })
    }

    /// Puts versions and commits in the place of releases' ids.
    async fn name_releases(&self, change: &mut ChangeRecord) -> Result<(), PortalError> {
        let releases = change.difference.iter_mut().flatten().filter(|differs| differs.what == RELEASE);
        for differs in releases {
            for end in [&mut differs.before, &mut differs.after] {
                let Some(id) = end.take() else { continue };
                let release = self.store.release(&ReleaseId(id.clone())).await?;
                *end = Some(release.map_or(id, |release| {
                    let commit: String = release.commit.chars().take(8).collect();
                    format!("{} ({commit})", release.version)
                }));
            }
        }
        Ok(())
    }

    /// Notes, or takes back, that a change was an incident's cause, so that its like is suspected more.
    pub async fn blame_change(
        &self,
        actor: &Actor,
        id: &str,
        blamed: bool,
    ) -> Result<KnownChange, PortalError> {
        permit(actor, Action::View, None)?;
        let missing = || PortalError::not_found("change");
        let known = self.store.change(id).await?.ok_or_else(missing)?;
        let team = known.change.team.as_ref();
        let permit = permit_explain(actor, team)?;
        let mut commit = Commit::new(permit, self.now());
        commit.audit.push(AuditNote {
            action: if blamed { "change.blamed" } else { "change.cleared" }.to_owned(),
            subject: id.to_owned(),
            team: team.cloned(),
            why: None,
            before: json!({ "blamed": known.blamed }),
            after: json!({ "blamed": blamed }),
        });
        commit.writes.push(Write::BlameChange { id: id.to_owned(), blamed });
        self.store.commit(commit).await?;
        Ok(KnownChange { blamed, ..known })
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
