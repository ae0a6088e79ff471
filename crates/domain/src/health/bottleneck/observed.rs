use crate::metric::{Metric, Series, Window};
use crate::names::ServiceName;
use std::collections::BTreeMap;

/// What was measured of one service in one place, all over the same window.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    pub window: Window,
    pub series: BTreeMap<Metric, Series>,
    /// How slow each service is that this one needs: its 95th percentile in milliseconds.
    pub needed: BTreeMap<ServiceName, Series>,
}

impl Observed {
    /// A metric, step by step; gaps where it is not measured or no number.
    pub(super) fn values(&self, metric: Metric) -> Vec<Option<f64>> {
        self.clean(self.series.get(&metric))
    }

    pub(super) fn slowness(&self, service: &ServiceName) -> Vec<Option<f64>> {
        self.clean(self.needed.get(service))
    }

    fn clean(&self, series: Option<&Series>) -> Vec<Option<f64>> {
        let value = |step: usize| {
            let value = series?.values.get(step).copied().flatten();
            value.filter(|value| value.is_finite() && *value >= 0.0)
        };
        (0..self.window.steps()).map(value).collect()
    }
}
