//! Lines over time: of one placement, and of a region's services together.

use crate::Portal;
use crate::kept::Kept;
use domain::console::metrics_url;
use domain::declared::Declaration;
use domain::health::{Placement, Range, Slo, series_together};
use domain::metric::{Measures, Metric, Series, Source, Window};
use domain::names::{RegionName, StageName};
use domain::view::Charts;
use domain::{PortalError, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Charts of regions that are kept until their last step is over.
const KEPT: usize = 64;

pub(crate) type Key = (StageName, RegionName, Range);

/// Regions' charts of a moment ago, so that those who look at one region ask its source once.
pub(crate) type KnownCharts = Kept<Key, Charts, KEPT>;

impl Portal {
    /// Everything that a service says how to measure, in one place.
    pub(super) async fn charts_of(&self, placement: &Placement, range: Range) -> Result<Charts, PortalError> {
        let now = self.now();
        let declaration = self.declaration(&placement.service).await.ok();
        let Some((declaration, measures)) =
            declaration.and_then(|it| Some((it.clone(), it.metrics.clone()?)))
        else {
            return Ok(Charts::nothing(range.window(now, 1)));
        };
        let window = range.window(now, measures.step_millis());
        let place = self.place(&placement.stage, &placement.region);
        let shared = Arc::new(measures);
        let read = self.series(&place, &placement.service, &shared, Metric::ALL, window).await;
        let (series, problem) = match read {
            Ok(series) => (series, None),
            Err(error) => (BTreeMap::new(), Some(error.to_string())),
        };
        Ok(Charts {
            window,
            source: Some(shared.source.title()),
            limits: limits(&declaration, placement),
            console: console(&shared, placement, window, &series),
            series,
            problem,
        })
    }

    /// The three lines of a region: of all its services that are measured, together.
    pub(super) async fn charts_of_region(
        &self,
        stage: &StageName,
        region: &RegionName,
        range: Range,
    ) -> Result<Charts, PortalError> {
        let (now, key) = (self.now(), (stage.clone(), region.clone(), range));
        if let Some(known) = self.charts.get(&key, now) {
            return Ok(known);
        }
        let window = range.window(now, 1);
        // A service with longer steps has a value in each step of its own; the region's steps are never shorter than those.
        let read = self.lines_of_region(stage, region, &Metric::SIGNALS, |_| window).await;
        let (charts, until) = match read {
            Ok(lines) if lines.is_empty() => (Charts::nothing(window), now.plus_millis(window.step_millis)),
            Ok(lines) => {
                let lines: Vec<_> = lines.into_values().collect();
                let charts = Charts { series: series_together(&lines, window), ..Charts::nothing(window) };
                (charts, now.plus_millis(window.step_millis))
            }
            Err(error) => {
                let again = error.again(now);
                (Charts { problem: Some(error.to_string()), ..Charts::nothing(window) }, again)
            }
        };
        self.charts.put(key, until, &charts, now);
        Ok(charts)
    }
}

/// What the service promises here, and what its rollouts have to keep to; of both the stricter one.
fn limits(declaration: &Declaration, placement: &Placement) -> BTreeMap<Metric, f64> {
    let health = declaration.plan(&placement.stage).health;
    let conditions = health.into_iter().flat_map(|health| health.conditions);
    let kept = conditions.filter_map(|condition| Some((condition.metric, condition.at_most?)));
    let promises = declaration.objectives.iter();
    let promised = promises.filter(|slo| slo.holds_in(&placement.stage, &placement.region)).map(Slo::at_most);
    let mut limits = BTreeMap::new();
    for (metric, at_most) in kept.chain(promised) {
        let limit = limits.entry(metric).or_insert(at_most);
        *limit = at_most.min(*limit);
    }
    limits
}

/// The same lines in CloudWatch.
fn console(
    measures: &Measures,
    placement: &Placement,
    window: Window,
    series: &BTreeMap<Metric, Series>,
) -> Option<String> {
    let Source::CloudWatch { formulas } = &measures.source else { return None };
    let shown = formulas.iter().filter(|(metric, _)| series.is_empty() || series.contains_key(*metric));
    let terms: Vec<_> = shown
        .flat_map(|(_, formula)| formula.terms())
        .map(|term| term.filled(&placement.service, &placement.stage, &placement.region))
        .collect();
    let mut distinct: Vec<_> = terms.iter().collect();
    distinct.sort();
    distinct.dedup();
    let iso = |at: Timestamp| {
        jiff::Timestamp::from_millisecond(at.0).map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()).ok()
    };
    let (from, until) = (iso(window.from)?, iso(window.until)?);
    let region = placement.region.as_str();
    (!distinct.is_empty()).then(|| metrics_url(region, &distinct, &from, &until, window.step_millis / 1000))
}
