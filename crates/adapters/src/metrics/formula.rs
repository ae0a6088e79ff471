//! The arithmetic between CloudWatch's statistics and a metric.

use domain::metric::{Formula, Series, Term};
use domain::names::ServiceName;
use services::ports::Place;

/// The terms of a formula with their placeholders filled in.
pub fn terms(formula: &Formula, service: &ServiceName, place: &Place) -> Vec<Term> {
    formula.terms().into_iter().map(|term| term.filled(service, &place.stage, &place.region)).collect()
}

/// The metric, from the series of its terms.
pub fn worked_out(formula: &Formula, terms: Vec<Series>) -> Option<Series> {
    match formula {
        Formula::Value { factor, .. } => Some(Series::added(&terms)?.map(|value| value * factor)),
        Formula::PerSecond { .. } => {
            let first = terms.into_iter().next()?;
            let seconds = first.window.step_millis as f64 / 1000.0;
            Some(first.map(|sum| sum / seconds))
        }
        Formula::Share { .. } => {
            let (whole, parts) = terms.split_last()?;
            Some(Series::share_of(&Series::added(parts)?, whole))
        }
    }
}
