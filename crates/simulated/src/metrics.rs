use async_trait::async_trait;
use domain::Timestamp;
use domain::metric::{Metric, Sample, Series, SourceKind, Window};
use domain::names::{RegionName, ServiceName};
use services::ports::{MetricError, MetricQuery, Metrics, Place};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Measurements as a test puts them there. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct SimulatedMetrics(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    samples: BTreeMap<(RegionName, ServiceName, Metric), Vec<Sample>>,
    /// What holds wherever no samples are put, from a moment on.
    steady: Vec<Steady>,
    broken: Option<MetricError>,
    /// One source that answers every question like that.
    broken_source: Option<(SourceKind, MetricError)>,
    /// One service that spoils every question that is about it, too.
    broken_service: Option<(ServiceName, MetricError)>,
    /// What lies after it is in the future; nothing does where it is not known.
    now: Option<Timestamp>,
    asked: usize,
}

#[derive(Debug)]
struct Steady {
    region: RegionName,
    metric: Metric,
    from: Timestamp,
    value: f64,
}

impl SimulatedMetrics {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds samples of one metric.
    pub fn put(&self, region: &RegionName, service: &ServiceName, metric: Metric, samples: &[Sample]) {
        let key = (region.clone(), service.clone(), metric);
        self.state().samples.entry(key).or_default().extend_from_slice(samples);
    }

    /// From then on every step of this region has this value, until told otherwise.
    pub fn holds(&self, region: &RegionName, metric: Metric, from: Timestamp, value: f64) {
        self.state().steady.push(Steady { region: region.clone(), metric, from, value });
    }

    /// From then on samples after this moment are told by clocks that are ahead.
    pub fn set_now(&self, now: Timestamp) {
        self.state().now = Some(now);
    }

    /// Every question is answered like that from now on; `None`: well again.
    pub fn breaks(&self, error: Option<MetricError>) {
        self.state().broken = error;
    }

    /// Questions that are about this source, too, are answered like that from now on.
    pub fn source_breaks(&self, source: SourceKind, error: MetricError) {
        self.state().broken_source = Some((source, error));
    }

    /// Questions that are about this service, too, are answered like that from now on.
    pub fn service_breaks(&self, service: &ServiceName, error: MetricError) {
        self.state().broken_service = Some((service.clone(), error));
    }

    /// Calls so far.
    pub fn asked(&self) -> usize {
        self.state().asked
    }
}

#[async_trait]
impl Metrics for SimulatedMetrics {
    async fn read(
        &self,
        place: &Place,
        window: Window,
        queries: &[MetricQuery],
    ) -> Result<Vec<Series>, MetricError> {
        let mut state = self.state();
        state.asked += 1;
        if let Some(error) = &state.broken {
            return Err(error.clone());
        }
        let of = |source| queries.iter().any(|query| query.measures.source.kind() == source);
        if let Some((_, error)) = state.broken_source.as_ref().filter(|(source, _)| of(*source)) {
            return Err(error.clone());
        }
        let about = |service: &ServiceName| queries.iter().any(|query| &query.service == service);
        if let Some((_, error)) = state.broken_service.as_ref().filter(|(service, _)| about(service)) {
            return Err(error.clone());
        }
        queries.iter().map(|query| state.series(place, window, query)).collect()
    }
}

impl State {
    fn series(&self, place: &Place, window: Window, query: &MetricQuery) -> Result<Series, MetricError> {
        if !query.measures.knows(query.metric) {
            let what = format!("{} of {}", query.metric.as_str(), query.service);
            return Err(MetricError::NotConfigured(what));
        }
        let key = (place.region.clone(), query.service.clone(), query.metric);
        let put = self.samples.get(&key).cloned().unwrap_or_default();
        let mut series = Series::of(window, put, self.now.unwrap_or(Timestamp(i64::MAX)));
        let steady = |at| {
            let here = |s: &&Steady| s.region == place.region && s.metric == query.metric && s.from <= at;
            self.steady.iter().rev().find(here).map(|steady| steady.value)
        };
        for (step, value) in series.values.iter_mut().enumerate() {
            let at = window.from.plus_millis(window.step_millis.saturating_mul(step as i64));
            *value = value.or_else(|| steady(at));
        }
        Ok(series)
    }
}
