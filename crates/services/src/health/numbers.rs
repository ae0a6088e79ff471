//! The newest numbers of all services, kept in memory: a page with hundreds of them waits for no source of metrics.

use super::behind::Behind;
use crate::Portal;
use crate::ports::{MetricError, MetricQuery};
use domain::Timestamp;
use domain::declared::Declaration;
use domain::health::Numbers;
use domain::metric::{Measures, Metric, Series, Window};
use domain::names::{RegionName, ServiceName, StageName};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// After so long they are read anew when somebody looks.
const FRESH_MILLIS: i64 = 30_000;
/// What is older than this is not shown any more: old numbers look like new ones.
const SHOWN_MILLIS: i64 = 5 * 60_000;
/// A value may be so many steps old; sources are late.
const STEPS: i64 = 5;

type Key = (StageName, RegionName);
type Lines = BTreeMap<ServiceName, BTreeMap<Metric, Series>>;

/// What was read last, of each stage and region, and how far each region is.
#[derive(Default)]
pub(crate) struct KnownNumbers {
    numbers: Behind<Key, BTreeMap<ServiceName, Numbers>>,
    pub(super) distances: Behind<RegionName, Option<f64>>,
    /// When they last became others.
    changed_at: AtomicI64,
}

impl KnownNumbers {
    pub(super) fn changed_at(&self) -> i64 {
        self.changed_at.load(Ordering::Acquire)
    }

    pub(super) fn changed(&self, now: Timestamp) {
        self.changed_at.fetch_max(now.0, Ordering::AcqRel);
    }
}

impl Portal {
    /// The newest numbers of each service in a region, as far as they are known.
    pub(super) fn newest_numbers(
        &self,
        stage: &StageName,
        region: &RegionName,
    ) -> BTreeMap<ServiceName, Numbers> {
        let (key, now) = ((stage.clone(), region.clone()), self.now());
        let known = self.numbers.numbers.get(&key, now, SHOWN_MILLIS).unwrap_or_default();
        if self.numbers.numbers.take_turn(&key, now, FRESH_MILLIS) {
            let portal = self.clone();
            tokio::spawn(async move { portal.read_numbers(&key).await });
        }
        known
    }

    /// Of all services of a region together.
    pub(super) fn region_numbers(&self, stage: Option<&str>, region: &RegionName) -> Numbers {
        let stages = self.rules.stages.iter().map(|rules| &rules.name);
        let meant = stages.filter(|name| stage.is_none_or(|stage| stage == name.as_str()));
        Numbers::together(meant.flat_map(|stage| self.newest_numbers(stage, region).into_values()))
    }

    /// Until it succeeds, what was read before is shown for a while, and then nothing.
    async fn read_numbers(&self, key: &Key) {
        let now = self.now();
        let window = |step: i64| Window::within(now.plus_millis(-STEPS * step), now, step);
        match self.lines_of_region(&key.0, &key.1, &Metric::SIGNALS, window).await {
            Ok(lines) => {
                let newest = lines.iter().map(|(service, lines)| (service.clone(), Numbers::newest(lines)));
                let newest = newest.filter(|(_, numbers)| numbers.has_data()).collect();
                if self.numbers.numbers.put(key, newest, now) {
                    self.numbers.changed(now);
                }
            }
            Err(error) => tracing::warn!(stage = %key.0, region = %key.1, "numbers were not read: {error}"),
        }
    }

    /// Lines of every service that says how it is measured. Those of one length of steps are asked for at once.
    pub(super) async fn lines_of_region(
        &self,
        stage: &StageName,
        region: &RegionName,
        metrics: &[Metric],
        window: impl Fn(i64) -> Window,
    ) -> Result<Lines, MetricError> {
        let mut by_step: BTreeMap<i64, Vec<(ServiceName, Arc<Measures>)>> = BTreeMap::new();
        for declaration in self.measured_in(region).await {
            if let Some(measures) = declaration.metrics.clone() {
                let of_step = by_step.entry(measures.step_millis()).or_default();
                of_step.push((declaration.service.clone(), Arc::new(measures)));
            }
        }
        let place = self.place(stage, region);
        let (mut lines, mut problem) = (Lines::new(), None);
        for (step, services) in by_step {
            let of = |(service, measures): &(ServiceName, Arc<Measures>)| queries(service, measures, metrics);
            let answers = self.ask_of_each(&place, window(step), &services, of).await;
            for (asked, answer) in services.iter().zip(answers) {
                match answer {
                    Ok(read) => {
                        let named = of(asked).into_iter().map(|query| query.metric).zip(read);
                        lines.entry(asked.0.clone()).or_default().extend(named);
                    }
                    Err(error) => problem = Some(error),
                }
            }
        }
        match problem {
            // Those that are measured are shown without those that are not.
            Some(error) if lines.is_empty() => Err(error),
            _ => Ok(lines),
        }
    }

    /// Services that run in a region and say how they are measured.
    async fn measured_in(&self, region: &RegionName) -> Vec<Arc<Declaration>> {
        let runs = |it: &Arc<Declaration>| it.regions.is_empty() || it.regions.contains(region);
        let all = self.declarations().await.into_iter().filter_map(|declared| declared.declaration);
        all.filter(|declaration| declaration.metrics.is_some() && runs(declaration)).collect()
    }
}

fn queries(service: &ServiceName, measures: &Arc<Measures>, metrics: &[Metric]) -> Vec<MetricQuery> {
    let known = metrics.iter().copied().filter(|metric| measures.knows(*metric));
    let query = |metric| MetricQuery { service: service.clone(), metric, measures: Arc::clone(measures) };
    known.map(query).collect()
}
