//! Which limit caps a service in a place, by what is measured of it and of what it needs.

use crate::Portal;
use crate::ports::{MetricError, Place};
use domain::PortalError;
use domain::health::Placement;
use domain::health::bottleneck::{Advice, Observed, advise, enough};
use domain::metric::{Measures, Metric, Series, Window};
use domain::names::ServiceName;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::view::{AdviceView, FoundLimit};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A day shows both quiet and busy hours.
const WINDOW_MILLIS: i64 = 24 * 3_600_000;
/// Steps of a day that are enough to see a limit.
const STEP_MILLIS: i64 = 5 * 60_000;
/// So many services that it needs are looked at.
const MOST_NEEDED: usize = 10;

impl Portal {
    /// The limit that a service has reached in a place, with what could be done.
    pub async fn bottlenecks(
        &self,
        actor: &Actor,
        [service, stage, region]: [&str; 3],
    ) -> Result<AdviceView, PortalError> {
        permit(actor, Action::View, None)?;
        let placement = self.placement(service, stage, region).await?;
        let Some(measures) = self.measures(&placement.service).await else {
            let problem = Some("nothing is measured of the service".to_owned());
            return Ok(AdviceView { problem, ..AdviceView::default() });
        };
        if !tells_load(&measures) {
            let problem = Some("requests a second and their latency are not measured".to_owned());
            return Ok(AdviceView { problem, ..AdviceView::default() });
        }
        let step = measures.step_millis().max(STEP_MILLIS);
        let now = self.now();
        let window = Window::within(now.plus_millis(-WINDOW_MILLIS), now, step);
        let source = Some(measures.source.title());
        let view = AdviceView { window: Some(window), source, ..AdviceView::default() };
        match self.measure_day(&placement, &measures, window).await? {
            Err(error) => Ok(AdviceView { problem: Some(error.to_string()), ..view }),
            Ok(observed) => {
                let found = match advise(&observed) {
                    Some(advice) => Some(self.found(actor, &placement, advice).await?),
                    None => None,
                };
                let too_early = found.is_none() && !enough(&observed);
                Ok(AdviceView { found, too_early, ..view })
            }
        }
    }

    async fn found(
        &self,
        actor: &Actor,
        placement: &Placement,
        advice: Advice,
    ) -> Result<FoundLimit, PortalError> {
        Ok(FoundLimit {
            limit: advice.limit,
            since: advice.since,
            until: advice.until,
            clues: advice.clues,
            remedies: self.remedies(actor, placement, advice.forecasts).await?,
        })
    }

    async fn measures(&self, service: &ServiceName) -> Option<Arc<Measures>> {
        self.declaration(service).await.ok()?.metrics.clone().map(Arc::new)
    }

    async fn measure_day(
        &self,
        placement: &Placement,
        measures: &Arc<Measures>,
        window: Window,
    ) -> Result<Result<Observed, MetricError>, PortalError> {
        let place = self.place(&placement.stage, &placement.region);
        let dependencies = self.dependencies().await?;
        let needed = dependencies.of(&placement.service).iter().take(MOST_NEEDED);
        let needed = needed
            .map(async |service| Some((service.clone(), self.slowness(&place, service, window).await?)));
        let own = self.series(&place, &placement.service, measures, Metric::ALL, window);
        let (own, needed) = futures::join!(own, futures::future::join_all(needed));
        Ok(own.map(|series| Observed { window, series, needed: needed.into_iter().flatten().collect() }))
    }

    /// How slow a service is that this one needs; `None` when that is not measured, or cannot be known now.
    async fn slowness(&self, place: &Place, service: &ServiceName, window: Window) -> Option<Series> {
        let measures = self.measures(service).await?;
        let read = self.series(place, service, &measures, &[Metric::P95], window).await;
        let series: BTreeMap<Metric, Series> = read.ok()?;
        series.get(&Metric::P95).cloned()
    }
}

/// Without both, nobody can see requests suffer.
fn tells_load(measures: &Measures) -> bool {
    let latencies = [Metric::P50, Metric::P95, Metric::P99];
    measures.knows(Metric::RequestRate) && latencies.into_iter().any(|metric| measures.knows(metric))
}
