//! How samples lie in their tables: a column per metric.

use crate::sql::Sql;
use domain::health::{SampleTier, Spread};
use domain::metric::Metric;

pub(crate) const METRIC_COLUMNS: usize = Metric::ALL.len();

pub(crate) fn table(tier: SampleTier) -> &'static str {
    match tier {
        SampleTier::Raw => "samples_raw",
        SampleTier::Minute => "samples_minute",
        SampleTier::Hour => "samples_hour",
    }
}

/// `, request_rate, error_rate, …`
pub(crate) fn push_columns(sql: &mut Sql) {
    for metric in Metric::ALL {
        sql.push(", ").push(metric.as_str());
    }
}

/// How many samples of a metric become one.
pub(crate) fn push_spread(sql: &mut Sql, metric: Metric) {
    let column = metric.as_str();
    match metric.spread() {
        Spread::Rate => {
            sql.push("SUM(request_rate * seconds) / NULLIF(CAST(SUM(seconds) AS DOUBLE PRECISION), 0)");
        }
        Spread::ByRequests => {
            sql.push("COALESCE(SUM(").push(column).push(" * request_rate * seconds) / NULLIF(SUM(CASE WHEN ");
            sql.push(column).push(" IS NOT NULL THEN request_rate * seconds END), 0), AVG(");
            sql.push(column).push("))");
        }
        Spread::Mean => {
            sql.push("AVG(").push(column).push(")");
        }
        Spread::Most => {
            sql.push("MAX(").push(column).push(")");
        }
    }
}
