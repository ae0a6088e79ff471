//! How much of the past is looked at, as addresses spell it.

use crate::Timestamp;
use crate::metric::Window;
use serde::{Deserialize, Serialize};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A stretch of time that ends now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Range {
    #[serde(rename = "1h")]
    Hour,
    #[default]
    #[serde(rename = "6h")]
    SixHours,
    #[serde(rename = "1d")]
    Day,
    #[serde(rename = "7d")]
    Week,
    #[serde(rename = "30d")]
    Month,
    #[serde(rename = "1y")]
    Year,
}

impl Range {
    pub const ALL: [Range; 6] =
        [Range::Hour, Range::SixHours, Range::Day, Range::Week, Range::Month, Range::Year];

    pub fn as_str(self) -> &'static str {
        match self {
            Range::Hour => "1h",
            Range::SixHours => "6h",
            Range::Day => "1d",
            Range::Week => "7d",
            Range::Month => "30d",
            Range::Year => "1y",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|range| range.as_str() == text)
    }

    pub fn millis(self) -> i64 {
        match self {
            Range::Hour => HOUR,
            Range::SixHours => 6 * HOUR,
            Range::Day => DAY,
            Range::Week => 7 * DAY,
            Range::Month => 30 * DAY,
            Range::Year => 365 * DAY,
        }
    }

    /// Length of a step: what a chart can show, and what sources know.
    pub fn step_millis(self) -> i64 {
        match self {
            Range::Hour => MINUTE,
            Range::SixHours => 5 * MINUTE,
            Range::Day => 15 * MINUTE,
            Range::Week => 2 * HOUR,
            Range::Month => 6 * HOUR,
            Range::Year => 3 * DAY,
        }
    }

    /// The steps that are over, none of them shorter than what is measured.
    pub fn window(self, now: Timestamp, measured_millis: i64) -> Window {
        let step = self.step_millis();
        let times =
            measured_millis.max(1).div_euclid(step) + i64::from(measured_millis.rem_euclid(step) != 0);
        Window::within(now.plus_millis(-self.millis()), now, step * times.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_spelt_as_they_are_parsed_and_fit_a_chart() {
        for range in Range::ALL {
            assert_eq!(Range::parse(range.as_str()), Some(range));
            assert_eq!(serde_json::to_value(range).expect("a word"), range.as_str());
            let window = range.window(Timestamp(1_795_421_107_000), 60_000);
            assert!((56..=122).contains(&window.steps()), "{} {}", range.as_str(), window.steps());
        }
        assert_eq!(Range::parse("2h"), None);
    }

    #[test]
    fn a_step_is_never_shorter_than_what_is_measured() {
        let window = Range::Hour.window(Timestamp(7_200_000), 300_000);
        assert_eq!((window.step_millis, window.steps()), (300_000, 12));
        assert_eq!(Range::Hour.window(Timestamp(7_200_000), 10_000).step_millis, 60_000);
    }
}
