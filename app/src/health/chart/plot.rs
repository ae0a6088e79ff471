//! Which lines share a drawing.

use super::scale::ceiling;
use crate::health::text::HealthText;
use domain::metric::{Metric, Series, Unit};
use domain::view::Charts;

/// One drawing: lines of one unit.
pub struct Plot<'a> {
    pub title: &'static str,
    pub unit: Unit,
    pub lines: Vec<(Metric, &'a Series)>,
    /// What values should not exceed.
    pub limits: Vec<(Metric, f64)>,
    /// The value at its upper edge.
    pub most: f64,
}

/// The drawings for which there are values, in the order in which people look at them.
pub fn plots(charts: &Charts) -> Vec<Plot<'_>> {
    let text = HealthText::here();
    let groups: [(&'static str, &[Metric]); 9] = [
        (text.requests, &[Metric::RequestRate]),
        (text.errors, &[Metric::ErrorRate]),
        (text.latency, &[Metric::P95, Metric::P50, Metric::P99]),
        (text.saturation, &[Metric::Cpu, Metric::Memory]),
        (text.iops, &[Metric::StorageIops, Metric::StorageReads, Metric::StorageIopsLimit]),
        (text.throughput, &[Metric::StorageThroughput, Metric::StorageThroughputLimit]),
        (text.connections, &[Metric::Connections, Metric::ConnectionsLimit]),
        (text.queue, &[Metric::QueueLength]),
        (text.balances, &[Metric::BurstBalance, Metric::CacheHits]),
    ];
    groups.into_iter().filter_map(|(title, metrics)| plot(charts, title, metrics)).collect()
}

fn plot<'a>(charts: &'a Charts, title: &'static str, metrics: &[Metric]) -> Option<Plot<'a>> {
    let line = |metric: &Metric| Some((*metric, charts.series.get(metric)?));
    let lines: Vec<_> = metrics.iter().filter_map(line).filter(|(_, series)| series.has_data()).collect();
    let unit = lines.first()?.0.unit();
    let limit = |metric: &Metric| Some((*metric, *charts.limits.get(metric)?));
    let limits: Vec<_> = metrics.iter().filter_map(limit).collect();
    let highest = limits.iter().map(|(_, limit)| *limit);
    let most = lines.iter().filter_map(|(_, series)| series.most()).chain(highest).fold(0.0, f64::max);
    // A share is shown in full only where it comes near to that.
    let most = if unit == Unit::Share { ceiling(most).min(1.0) } else { ceiling(most) };
    Some(Plot { title, unit, lines, limits, most })
}

/// Whether a line is a bound of another one.
pub fn bounds(metric: Metric) -> bool {
    matches!(metric, Metric::StorageIopsLimit | Metric::StorageThroughputLimit | Metric::ConnectionsLimit)
}
