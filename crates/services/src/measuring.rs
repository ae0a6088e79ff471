//! Measuring services: for gates that wait, and for pages that somebody looks at. What several want at once is asked once.

use crate::Portal;
use crate::kept::Kept;
use crate::ports::{MetricError, MetricQuery, Place};
use domain::PortalError;
use domain::ids::RolloutId;
use domain::metric::{Measured, Measures, Metric, Series, Window};
use domain::names::{RegionName, ServiceName};
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::rollout::{Lane, Rollout};
use domain::view::{LaneSignals, RolloutSignals, RolloutView};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Answers that are kept; more are asked for again.
const KEPT: usize = 256;
/// A page shows so much of the time before its rollout.
const LEAD_IN_MILLIS: i64 = 120_000;
/// And at most so many steps; longer stretches are shown in longer ones.
const MOST_STEPS: i64 = 240;

pub(crate) type Answer = Result<Vec<Series>, MetricError>;

/// Answers of the last steps.
pub(crate) type KnownSeries = Kept<SeriesKey, Answer, KEPT>;

#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct SeriesKey {
    place: String,
    service: ServiceName,
    metrics: Vec<Metric>,
    window: Window,
}

impl Portal {
    /// What the gates of a rollout have to know of the regions before the next wave.
    pub(crate) async fn measure_lanes(&self, rollout: &Rollout) -> BTreeMap<RegionName, Measured> {
        let asked = rollout
            .to_measure()
            .into_iter()
            .map(async |lane| Some((lane.region.clone(), self.measure_lane(rollout, lane).await?)));
        futures::future::join_all(asked).await.into_iter().flatten().collect()
    }

    async fn measure_lane(&self, rollout: &Rollout, lane: &Lane) -> Option<Measured> {
        let (health, measures) = (rollout.strategy.health.as_ref()?, rollout.strategy.measures.clone()?);
        let (began, deployed, now) = (lane.began_at?, lane.deployed_at?, self.now());
        let step = measures.step_millis();
        let earlier = began.plus_millis(-i64::from(health.before_seconds) * 1000);
        let (before, after) = (Window::within(earlier, began, step), Window::within(deployed, now, step));
        let (metrics, measures) = (health.metrics(), Arc::new(measures));
        let place = self.place(&rollout.stage, &lane.region);
        let ask = |window| self.series(&place, &rollout.service, &measures, &metrics, window);
        let first = !rollout.before.contains_key(&lane.region);
        Some(match futures::try_join!(ask(before), ask(after)) {
            Ok((before, after)) => Measured { before, after, first, ..Measured::default() },
            Err(error) => Measured {
                first,
                again: match &error {
                    MetricError::Throttled { until } => Some(*until),
                    _ => None,
                },
                problem: Some(error.to_string()),
                ..Measured::default()
            },
        })
    }

    /// Series of one service in one place, by metric.
    pub(crate) async fn series(
        &self,
        place: &Place,
        service: &ServiceName,
        measures: &Arc<Measures>,
        metrics: &[Metric],
        window: Window,
    ) -> Result<BTreeMap<Metric, Series>, MetricError> {
        let metrics: Vec<Metric> = metrics.iter().copied().filter(|metric| measures.knows(*metric)).collect();
        if metrics.is_empty() || window.steps() == 0 {
            return Ok(metrics.into_iter().map(|metric| (metric, Series::empty(window))).collect());
        }
        let (now, step) = (self.now(), window.step_millis);
        // The role is a part of the place's key, so that accounts stay apart.
        let place_key = format!("{}/{}", place.stage, place.key());
        let key = SeriesKey { place: place_key, service: service.clone(), metrics: metrics.clone(), window };
        let answer = match self.measured.get(&key, now) {
            Some(answer) => answer,
            None => {
                let query = |metric: &Metric| MetricQuery {
                    service: service.clone(),
                    metric: *metric,
                    measures: Arc::clone(measures),
                };
                let queries: Vec<MetricQuery> = metrics.iter().map(query).collect();
                let answer = self.metrics.read(place, window, &queries).await;
                let until = match &answer {
                    Ok(_) => now.plus_millis(step),
                    Err(error) => error.again(now),
                };
                self.measured.put(key, until, &answer, now);
                answer
            }
        };
        Ok(metrics.into_iter().zip(answer?).collect())
    }

    /// The lines beside a rollout's regions, from before it began until now or its end.
    pub async fn rollout_signals(
        &self,
        actor: &Actor,
        id: &RolloutId,
    ) -> Result<RolloutSignals, PortalError> {
        permit(actor, Action::View, None)?;
        let rollout = self.load_rollout(id).await?.value;
        let Some(measures) = rollout.strategy.measures.clone() else { return Ok(RolloutSignals::default()) };
        let window = self.signals_window(&rollout, &measures);
        let measures = Arc::new(measures);
        let lanes = rollout.lanes().map(async |lane| {
            let place = self.place(&rollout.stage, &lane.region);
            let (metrics, service) = (Metric::SIGNALS, &rollout.service);
            match self.series(&place, service, &measures, &metrics, window).await {
                Ok(series) => LaneSignals { region: lane.region.clone(), series, problem: None },
                Err(error) => LaneSignals {
                    region: lane.region.clone(),
                    series: BTreeMap::new(),
                    problem: Some(error.to_string()),
                },
            }
        });
        let lanes = futures::future::join_all(lanes).await;
        Ok(RolloutSignals { source: Some(measures.source.title()), window: Some(window), lanes })
    }

    /// Grows with every step that is over, so that pages notice.
    pub fn signals_step(&self, view: &RolloutView) -> i64 {
        let measures = view.strategy.measures.as_ref();
        let until = if view.status.open() { self.now() } else { view.updated_at };
        measures.map_or(0, |measures| until.0 / measures.step_millis())
    }

    fn signals_window(&self, rollout: &Rollout, measures: &Measures) -> Window {
        let until = if rollout.status().over() { rollout.updated_at } else { self.now() };
        let from = rollout.created_at.plus_millis(-LEAD_IN_MILLIS);
        let declared = measures.step_millis();
        let fits = until.since(from).div_euclid(MOST_STEPS * declared) + 1;
        // Sources know minutes, and not any number of seconds.
        let step = if fits > 1 { (declared * fits).div_euclid(60_000) * 60_000 + 60_000 } else { declared };
        let step = step.max(declared);
        // A rollout of a moment ago still shows what led up to it.
        Window::within(from, until.plus_millis(if rollout.status().over() { step } else { 0 }), step)
    }
}
