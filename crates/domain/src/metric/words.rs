//! Measured values in words, for reasons and for scripts.

use super::{Compared, Metric, Unit};
use std::fmt;

impl Unit {
    /// "1.25 %", "340 ms", "12.5/s".
    pub fn told(self, value: f64) -> String {
        let number = |value: f64| match value.abs() {
            large if large >= 100.0 => format!("{value:.0}"),
            middle if middle >= 10.0 => format!("{value:.1}"),
            // Two digits that say something: what an objective allows may be a thousandth of a percent.
            small if small > 0.0 && small < 0.095 => {
                let zeros = -small.log10().floor();
                format!("{value:.*}", zeros as usize + 1)
            }
            _ => format!("{value:.2}"),
        };
        match self {
            Unit::PerSecond => format!("{}/s", number(value)),
            Unit::Share => format!("{} %", number(value * 100.0)),
            Unit::Milliseconds => format!("{} ms", number(value)),
            Unit::BytesPerSecond => format!("{} MB/s", number(value / 1e6)),
            Unit::Count => number(value),
        }
    }
}

impl Metric {
    /// For sentences.
    pub fn title(self) -> &'static str {
        match self {
            Metric::RequestRate => "request rate",
            Metric::ErrorRate => "error rate",
            other => other.as_str(),
        }
    }
}

impl fmt::Display for Compared {
    /// "the error rate is 12 %, above 1 % (before: 0.3 %)".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.condition.metric.unit();
        let told = |value: Option<f64>| value.map_or("unknown".to_owned(), |value| unit.told(value));
        write!(f, "the {} is {}", self.condition.metric.title(), told(self.after))?;
        if let Some(limit) = self.limit {
            write!(f, ", and may be {}", unit.told(limit))?;
        }
        write!(f, " (before the deployment: {})", told(self.before))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_in_their_unit() {
        let table = [
            (Unit::Share, 0.0125, "1.25 %"),
            (Unit::Share, 0.001, "0.10 %"),
            (Unit::Share, 0.000_05, "0.0050 %"),
            (Unit::Share, 0.000_001, "0.00010 %"),
            (Unit::Share, 0.0, "0.00 %"),
            (Unit::Milliseconds, 340.4, "340 ms"),
            (Unit::PerSecond, 12.5, "12.5/s"),
            (Unit::BytesPerSecond, 2_500_000.0, "2.50 MB/s"),
            (Unit::Count, 3.0, "3.00"),
        ];
        for (unit, value, told) in table {
            assert_eq!(unit.told(value), told);
        }
    }
}
