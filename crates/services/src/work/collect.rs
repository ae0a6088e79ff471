//! Asking how services have been, region by region, and keeping what comes back.
//!
//! A region that cannot be asked says why at each of its services, and keeps no other region waiting.

use super::Outcome;
use crate::Portal;
use crate::freezes::{Book, Going};
use crate::ports::{
    Commit, EnvironmentFilter, JobKind, KeptObjective, MetricError, MetricQuery, NewJob, Place, SampleBatch,
    SamplePlace, SampleRow, SampleWaste, StoreError, Tallied, Write,
};
use domain::declared::Declaration;
use domain::health::{Objective, Placement, SampleTier, TallyStep};
use domain::ids::JobId;
use domain::metric::{Measures, Metric, Series, SourceKind, Window};
use domain::names::{RegionName, ServiceName, StageName, TeamName};
use domain::permission::Permit;
use domain::{PortalError, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const MINUTE_MILLIS: i64 = 60_000;
const HOUR_MILLIS: i64 = 60 * MINUTE_MILLIS;
const DAY_MILLIS: i64 = 24 * HOUR_MILLIS;
/// A new placement is measured from so long before: sources keep their finest steps for three hours.
const BEFORE_MILLIS: i64 = 3 * HOUR_MILLIS;
/// The longest stretch that is asked for at once, as after an outage.
const STRETCH_MILLIS: i64 = 6 * HOUR_MILLIS;
/// CloudWatch's newest periods still grow.
const SETTLES_MILLIS: i64 = MINUTE_MILLIS;
/// What has not come in after this long does not come any more.
const LATE_MILLIS: i64 = 5 * MINUTE_MILLIS;
/// Shortest pause between two measurements of a region.
const SHORTEST_MILLIS: i64 = 10_000;
/// Placements that are written in one commit, and thinned in one.
const AT_ONCE: usize = 50;
const ENVIRONMENTS_AT_ONCE: u32 = 500;

/// One placement and what is asked of it.
struct Asked {
    place: SamplePlace,
    team: TeamName,
    measures: Arc<Measures>,
    metrics: Vec<Metric>,
    objectives: Vec<KeptObjective>,
}

/// Those that can be asked with one question: the same source, the same step, the same stretch of time.
type Groups = BTreeMap<(SourceKind, Window), Vec<Asked>>;

impl Portal {
    /// A job per stage and region, for all replicas, and one that thins; none where nothing is declared.
    pub(crate) fn collect_jobs(&self) -> Vec<NewJob> {
        if self.settings.repositories.is_empty() {
            return Vec::new();
        }
        let mut jobs = vec![self.sample_job("thin-samples".to_owned(), JobKind::ThinSamples)];
        for stage in &self.rules.stages {
            for region in &self.rules.regions {
                let (stage, region) = (stage.name.clone(), region.name.clone());
                let name = format!("collect:{stage}/{region}");
                jobs.push(self.sample_job(name, JobKind::Collect { stage, region }));
            }
        }
        jobs
    }

    /// Has every region measured now, instead of at its time.
    pub async fn measure_services(&self) -> Result<(), PortalError> {
        let now = self.now();
        let jobs = self.collect_jobs().into_iter().map(|job| NewJob { run_at: now, ..job });
        Ok(self.store.enqueue(jobs.collect()).await?)
    }

    /// They start apart, so that not all regions are asked at the same moment for ever.
    fn sample_job(&self, name: String, kind: JobKind) -> NewJob {
        NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            kind,
            lane: name.clone(),
            pool: "samples".to_owned(),
            unique_key: Some(name),
            run_at: self.now().plus_millis(self.dice(SHORTEST_MILLIS)),
        }
    }

    /// Anything below `sides`.
    fn dice(&self, sides: i64) -> i64 {
        let [a, b, c, d, ..] = self.ids.random();
        i64::from(u32::from_be_bytes([a, b, c, d])) % sides.max(1)
    }

    /// Measures a region up to now, and comes again.
    pub(super) async fn collect(
        &self,
        stage: &StageName,
        region: &RegionName,
    ) -> Result<Outcome, PortalError> {
        let declared = self.to_measure_in(stage, region).await?;
        self.keep_up(stage, region, &declared).await?;
        let groups = self.groups(stage, region, &declared).await?;
        let pause =
            groups.keys().map(|(_, window)| window.step_millis).min().unwrap_or(self.settings.collect_millis);
        let pause = pause.clamp(SHORTEST_MILLIS, self.settings.collect_millis.max(SHORTEST_MILLIS));
        let place = self.place(stage, region);
        // Most regions of most stages have nothing to ask about.
        let book = if groups.is_empty() { Book::default() } else { self.freeze_book().await? };
        let mut again = self.now().plus_millis(pause + self.dice(pause / 10));
        let mut resting = None;
        for ((source, window), asked) in groups {
            // Whoever asks for a pause is not asked by the other groups either.
            if resting == Some(source) {
                continue;
            }
            if let Some(until) = self.collect_group(&place, &book, window, asked).await? {
                again = again.max(until);
                resting = Some(source);
            }
        }
        Ok(Outcome::Later(again))
    }

    /// Services with metrics that run in a region, by what was rolled out there and by their environments.
    async fn to_measure_in(
        &self,
        stage: &StageName,
        region: &RegionName,
    ) -> Result<Vec<Declaration>, PortalError> {
        let promises = self.promises().await?;
        let here = |declaration: &&Declaration| {
            let regions = &declaration.regions;
            declaration.metrics.is_some() && (regions.is_empty() || regions.contains(region))
        };
        let mut found: Vec<Declaration> = promises.iter().filter(here).cloned().collect();
        if found.is_empty() {
            return Ok(found);
        }
        let running = self.services_in(stage, region).await?;
        found.retain(|declaration| running.contains(&declaration.service));
        Ok(found)
    }

    async fn services_in(
        &self,
        stage: &StageName,
        region: &RegionName,
    ) -> Result<BTreeSet<ServiceName>, PortalError> {
        let deployed = self.store.deployed(None).await?.into_iter();
        let here = deployed.filter(|deployed| &deployed.stage == stage && &deployed.region == region);
        let mut running: BTreeSet<ServiceName> = here.map(|deployed| deployed.service).collect();
        let filter = EnvironmentFilter {
            stage: Some(stage.to_string()),
            region: Some(region.to_string()),
            ..EnvironmentFilter::default()
        };
        let mut after = None;
        loop {
            let page = self.store.environments(&filter, after.as_deref(), ENVIRONMENTS_AT_ONCE).await?;
            running.extend(page.items.into_iter().map(|row| row.service));
            after = page.next;
            if after.is_none() {
                return Ok(running);
            }
        }
    }

    /// Begins to keep what is new, and forgets promises that are no longer made.
    async fn keep_up(
        &self,
        stage: &StageName,
        region: &RegionName,
        declared: &[Declaration],
    ) -> Result<(), PortalError> {
        let known = self.store.sample_places(Some((stage, region))).await?;
        let mut commit = Commit::new(Permit::portal(), self.now());
        for declaration in declared {
            let Some(measures) = &declaration.metrics else { continue };
            if !known.iter().any(|place| place.placement.service == declaration.service) {
                let service = declaration.service.clone();
                let placement = Placement { service, stage: stage.clone(), region: region.clone() };
                let from = commit.at.plus_millis(-BEFORE_MILLIS);
                commit.writes.push(Write::SamplePlace {
                    placement,
                    step_millis: measures.step_millis(),
                    from,
                });
            }
        }
        self.write_some(commit).await?;
        self.keep_promises(stage, region, declared).await
    }

    async fn keep_promises(
        &self,
        stage: &StageName,
        region: &RegionName,
        declared: &[Declaration],
    ) -> Result<(), PortalError> {
        let places = self.store.sample_places(Some((stage, region))).await?;
        let ids: Vec<i64> = places.iter().map(|place| place.id).collect();
        let kept = self.store.objectives(Some(&ids)).await?;
        let promises = self.promises().await?;
        let readable: BTreeSet<&ServiceName> =
            promises.iter().map(|declaration| &declaration.service).collect();
        let mut commit = Commit::new(Permit::portal(), self.now());
        for place in &places {
            let declaration = declared.iter().find(|known| known.service == place.placement.service);
            // What cannot be read just now is promised as before.
            if declaration.is_none() && !readable.contains(&place.placement.service) {
                continue;
            }
            let objectives = declaration.into_iter().flat_map(|declaration| &declaration.objectives);
            let made = objectives.filter(|slo| slo.holds_in(stage, region));
            let made: BTreeMap<&str, _> = made.map(|slo| (slo.name.as_str(), slo)).collect();
            let of_place = || kept.iter().filter(|kept| kept.place == place.id);
            for old in of_place().filter(|old| !made.contains_key(old.value.slo.name.as_str())) {
                commit.writes.push(Write::DropObjective { id: old.id });
            }
            for slo in made.into_values() {
                let next = match of_place().find(|old| old.value.slo.name == slo.name) {
                    Some(old) if &old.value.slo == slo => continue,
                    Some(old) => Objective { slo: slo.clone(), ..old.value.clone() },
                    None => Objective::new(place.placement.clone(), slo.clone(), commit.at),
                };
                commit.writes.push(Write::Objective { place: place.id, next: Box::new(next) });
            }
        }
        self.write_some(commit).await
    }

    async fn write_some(&self, commit: Commit) -> Result<(), PortalError> {
        if !commit.writes.is_empty() {
            self.store.commit(commit).await?;
        }
        Ok(())
    }

    async fn groups(
        &self,
        stage: &StageName,
        region: &RegionName,
        declared: &[Declaration],
    ) -> Result<Groups, PortalError> {
        let places = self.store.sample_places(Some((stage, region))).await?;
        let ids: Vec<i64> = places.iter().map(|place| place.id).collect();
        let mut kept = self.store.objectives(Some(&ids)).await?;
        let now = self.now();
        let mut groups = Groups::new();
        for place in places {
            let declaration = declared.iter().find(|known| known.service == place.placement.service);
            let Some((team, measures)) = declaration
                .and_then(|declaration| Some((declaration.team.clone(), declaration.metrics.clone()?)))
            else {
                continue;
            };
            let window = next_window(&place, &measures, now);
            let metrics = Metric::ALL.iter().copied().filter(|metric| measures.knows(*metric)).collect();
            let source = measures.source.kind();
            let objectives = kept.extract_if(.., |kept| kept.place == place.id).collect();
            if window.steps() > 0 {
                let asked = Asked { place, team, measures: Arc::new(measures), metrics, objectives };
                groups.entry((source, window)).or_default().push(asked);
            }
        }
        Ok(groups)
    }

    /// Asks for a group and keeps what comes back. Answers until when the source wants to be left alone.
    async fn collect_group(
        &self,
        place: &Place,
        book: &Book,
        window: Window,
        asked: Vec<Asked>,
    ) -> Result<Option<Timestamp>, PortalError> {
        let answers = self.ask_of_each(place, window, &asked, queries).await;
        let mut pause = None;
        let mut good = Vec::new();
        for chunk in asked.iter().zip(&answers).collect::<Vec<_>>().chunks(AT_ONCE) {
            let mut commit = Commit::new(Permit::portal(), self.now());
            for (asked, answer) in chunk {
                if let Err(MetricError::Throttled { until }) = answer {
                    pause = Some(*until);
                }
                let batch = batch(asked, answer, book, window, commit.at);
                if answer.is_ok() {
                    good.push(batch.place.clone());
                }
                commit.writes.push(Write::Samples(Box::new(batch)));
            }
            match self.store.commit(commit).await {
                Ok(_) => {}
                // Another replica was faster; what is there is read again next time.
                Err(StoreError::Conflict(_)) => return Ok(pause),
                Err(error) => return Err(error.into()),
            }
        }
        self.look_at_objectives(&good, window.until).await?;
        Ok(pause)
    }

    /// Forgets what is older than its tier is kept, some placements at a time, and comes again.
    pub(super) async fn thin_samples(&self) -> Result<Outcome, PortalError> {
        let now = self.now();
        let places: Vec<i64> =
            self.store.sample_places(None).await?.into_iter().map(|place| place.id).collect();
        for places in places.chunks(AT_ONCE) {
            let mut commit = Commit::new(Permit::portal(), now);
            commit.writes.push(Write::ForgetSamples(waste(places.to_vec(), now)));
            self.store.commit(commit).await?;
        }
        Ok(Outcome::Later(now.plus_millis(HOUR_MILLIS)))
    }
}

fn queries(asked: &Asked) -> Vec<MetricQuery> {
    let query = |metric: &Metric| MetricQuery {
        service: asked.place.placement.service.clone(),
        metric: *metric,
        measures: Arc::clone(&asked.measures),
    };
    asked.metrics.iter().map(query).collect()
}

/// What is asked for next: from where it is known, as far as the source has settled.
fn next_window(place: &SamplePlace, measures: &Measures, now: Timestamp) -> Window {
    let settled = match measures.source.kind() {
        SourceKind::CloudWatch => now.plus_millis(-SETTLES_MILLIS),
        SourceKind::Prometheus => now,
    };
    // What lies further back is not kept raw, and sources no longer have it as finely.
    let from = place.collected_until.max(now.plus_millis(-SampleTier::Raw.kept_millis()));
    let until = settled.min(from.plus_millis(STRETCH_MILLIS));
    Window::within(from, until, measures.step_millis())
}

/// What is to be kept of an answer.
fn batch(
    asked: &Asked,
    answer: &Result<Vec<Series>, MetricError>,
    book: &Book,
    window: Window,
    now: Timestamp,
) -> SampleBatch {
    let mut place = SamplePlace {
        step_millis: window.step_millis,
        tried_at: Some(now),
        problem: None,
        ..asked.place.clone()
    };
    let series = match answer {
        Ok(series) => series,
        Err(error) => {
            place.problem = Some(error.to_string());
            return SampleBatch { place, rows: Vec::new(), tallied: Vec::new() };
        }
    };
    let rows = rows(&asked.metrics, series, window);
    place.first_at = place.first_at.or(rows.first().map(|row| row.at));
    place.last_at = rows.last().map(|row| row.at).or(place.last_at);
    let known = rows.last().map(|row| row.at.plus_millis(window.step_millis));
    // Gaps at the end may still be filled.
    let given_up = window.until.min(now.plus_millis(-LATE_MILLIS));
    place.collected_until = known.unwrap_or(place.collected_until).max(given_up).max(place.collected_until);
    SampleBatch { place, rows, tallied: tallied(asked, series, book) }
}

fn rows(metrics: &[Metric], series: &[Series], window: Window) -> Vec<SampleRow> {
    let row = |step: usize| {
        let value = |(metric, series): (&Metric, &Series)| Some((*metric, (*series.values.get(step)?)?));
        let values: BTreeMap<Metric, f64> = metrics.iter().zip(series).filter_map(value).collect();
        let offset = window.step_millis.saturating_mul(i64::try_from(step).unwrap_or(i64::MAX));
        (!values.is_empty()).then(|| SampleRow { at: window.from.plus_millis(offset), values })
    };
    (0..window.steps()).filter_map(row).collect()
}

/// What is seen while work is announced costs no budget.
fn tallied(asked: &Asked, series: &[Series], book: &Book) -> Vec<Tallied> {
    let of = |metric: Metric| {
        let position = asked.metrics.iter().position(|known| *known == metric)?;
        series.get(position)
    };
    let Placement { service, stage, region } = &asked.place.placement;
    let going = Going { team: &asked.team, service, stage, region };
    let counts = |step: &TallyStep| {
        let last = step.at.plus_millis(asked.measures.step_millis() - 1);
        !book.was_worked_on(going, step.at) && !book.was_worked_on(going, last)
    };
    let tally = |kept: &KeptObjective| {
        let mut steps =
            kept.value.slo.tally(of(Metric::RequestRate)?, of(kept.value.slo.indicator.metric())?);
        steps.retain(counts);
        (!steps.is_empty()).then_some(Tallied { objective: kept.id, steps })
    };
    asked.objectives.iter().filter_map(tally).collect()
}

fn waste(places: Vec<i64>, now: Timestamp) -> SampleWaste {
    let before = |tier: SampleTier| now.plus_millis(-tier.kept_millis());
    SampleWaste {
        places,
        raw: before(SampleTier::Raw),
        minutes: before(SampleTier::Minute),
        hours: before(SampleTier::Hour),
        // The longest window of an alert, and the days of a budget, each with a day to spare.
        tally_minutes: now.plus_millis(-4 * DAY_MILLIS),
        tally_hours: now.plus_millis(-(i64::from(domain::health::BUDGET_DAYS) + 1) * DAY_MILLIS),
    }
}
