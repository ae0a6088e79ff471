//! What checks found over time, as it is kept: every check for two days, one-minute sums for a month, hourly sums for a year.
//!
//! A chunk holds what one location found on one probe in one span of time, one line for each check or sum.

use super::{CheckOutcome, CheckResult};
use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;

const MINUTE_MILLIS: i64 = 60_000;
const HOUR_MILLIS: i64 = 60 * MINUTE_MILLIS;
const DAY_MILLIS: i64 = 24 * HOUR_MILLIS;
/// Of what is kept of a failure's reason.
const LONGEST_WHY: usize = 120;

/// How finely something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    Raw,
    Minute,
    Hour,
}

impl Tier {
    pub const ALL: [Tier; 3] = [Tier::Raw, Tier::Minute, Tier::Hour];

    pub fn as_str(self) -> &'static str {
        match self {
            Tier::Raw => "raw",
            Tier::Minute => "minute",
            Tier::Hour => "hour",
        }
    }

    /// How long it is kept.
    pub fn kept_millis(self) -> i64 {
        match self {
            Tier::Raw => 2 * DAY_MILLIS,
            Tier::Minute => 31 * DAY_MILLIS,
            Tier::Hour => 366 * DAY_MILLIS,
        }
    }

    /// The span of one chunk.
    pub fn chunk_millis(self) -> i64 {
        match self {
            Tier::Raw | Tier::Minute => HOUR_MILLIS,
            Tier::Hour => 30 * DAY_MILLIS,
        }
    }

    /// When the chunk begins in which a moment lies.
    pub fn chunk_of(self, at: Timestamp) -> Timestamp {
        Timestamp(at.0 - at.0.rem_euclid(self.chunk_millis()))
    }

    /// The span of one sum.
    fn step_millis(self) -> i64 {
        match self {
            Tier::Raw => 1,
            Tier::Minute => MINUTE_MILLIS,
            Tier::Hour => HOUR_MILLIS,
        }
    }
}

/// One check as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCheck {
    pub at: Timestamp,
    pub latency_millis: u32,
    pub outcome: CheckOutcome,
}

/// Checks of one span together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckSum {
    /// When the span begins.
    pub at: Timestamp,
    /// Those that say something about the endpoint.
    pub checks: u32,
    pub failed: u32,
    /// Of those that went well; 0 when none did.
    pub mean_millis: u32,
    pub longest_millis: u32,
}

/// The line of a check in the raw chunk that it belongs to.
pub fn line(result: &CheckResult) -> String {
    let offset = result.at.since(Tier::Raw.chunk_of(result.at));
    let (letter, why) = match &result.outcome {
        CheckOutcome::Well => ('w', ""),
        CheckOutcome::Failed { why } => ('f', why.as_str()),
        CheckOutcome::Refused { why } => ('r', why.as_str()),
    };
    let why: String = why.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_WHY).collect();
    let mut line = format!("{offset} {} {letter} {why}", result.latency_millis);
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}

/// The checks in a raw chunk. Lines that cannot be read are passed over: the others are still true.
pub fn checks(starts_at: Timestamp, chunk: &str) -> impl Iterator<Item = KeptCheck> + '_ {
    chunk.lines().filter_map(move |line| {
        let mut words = line.splitn(4, ' ');
        let at = starts_at.plus_millis(words.next()?.parse().ok()?);
        let latency_millis = words.next()?.parse().ok()?;
        let letter = words.next()?;
        let why = words.next().unwrap_or_default().to_owned();
        let outcome = match letter {
            "w" => CheckOutcome::Well,
            "f" => CheckOutcome::Failed { why },
            "r" => CheckOutcome::Refused { why },
            _ => return None,
        };
        Some(KeptCheck { at, latency_millis, outcome })
    })
}

/// Checks summed up by the tier's step, in their order.
pub fn sums(tier: Tier, checks: impl IntoIterator<Item = KeptCheck>) -> Vec<CheckSum> {
    let mut steps: BTreeMap<i64, Adding> = BTreeMap::new();
    for check in checks {
        let step = check.at.0 - check.at.0.rem_euclid(tier.step_millis());
        match check.outcome {
            CheckOutcome::Well => steps.entry(step).or_default().well(check.latency_millis),
            CheckOutcome::Failed { .. } => steps.entry(step).or_default().failed += 1,
            CheckOutcome::Refused { .. } => {}
        }
    }
    steps.into_iter().map(|(at, adding)| adding.sum(Timestamp(at))).collect()
}

#[derive(Default)]
struct Adding {
    well: u32,
    failed: u32,
    millis: u64,
    longest: u32,
}

impl Adding {
    fn well(&mut self, millis: u32) {
        self.well += 1;
        self.millis += u64::from(millis);
        self.longest = self.longest.max(millis);
    }

    fn sum(self, at: Timestamp) -> CheckSum {
        let mean = self.millis / u64::from(self.well.max(1));
        CheckSum {
            at,
            checks: self.well + self.failed,
            failed: self.failed,
            mean_millis: u32::try_from(mean).unwrap_or(u32::MAX),
            longest_millis: self.longest,
        }
    }
}

/// Sums as lines of the chunk that begins then.
pub fn written(tier: Tier, starts_at: Timestamp, sums: &[CheckSum]) -> String {
    let mut text = String::new();
    for sum in sums {
        let step = sum.at.since(starts_at) / tier.step_millis();
        // A text takes everything.
        let _ =
            writeln!(text, "{step} {} {} {} {}", sum.checks, sum.failed, sum.mean_millis, sum.longest_millis);
    }
    text
}

/// The sums in a chunk of a tier.
pub fn read(tier: Tier, starts_at: Timestamp, chunk: &str) -> impl Iterator<Item = CheckSum> + '_ {
    chunk.lines().filter_map(move |line| {
        let numbers: Vec<u32> = line.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
        let [step, checks, failed, mean_millis, longest_millis] = numbers[..] else { return None };
        let at = starts_at.plus_millis(i64::from(step) * tier.step_millis());
        Some(CheckSum { at, checks, failed, mean_millis, longest_millis })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::ProbeId;
    use crate::names::LocationName;

    fn result(at: i64, latency_millis: u32, outcome: CheckOutcome) -> CheckResult {
        let location = LocationName::parse("a").expect("a location");
        let probe = ProbeId("p".to_owned());
        CheckResult { probe, location, at: Timestamp(at), outcome, latency_millis, version: None }
    }

    #[test]
    fn checks_read_back() {
        let start = Tier::Raw.chunk_of(Timestamp(10 * HOUR_MILLIS + 5));
        assert_eq!(start, Timestamp(10 * HOUR_MILLIS));
        let told = [
            result(start.0 + 1, 20, CheckOutcome::Well),
            result(start.0 + 30_000, 5_000, CheckOutcome::Failed { why: "no answer\nwithin 5 s".to_owned() }),
            result(start.0 + 60_000, 0, CheckOutcome::Refused { why: String::new() }),
        ];
        let mut chunk: String = told.iter().map(line).collect();
        assert_eq!(chunk, "1 20 w\n30000 5000 f no answer within 5 s\n60000 0 r\n");
        chunk.push_str("nonsense\n");
        let read: Vec<KeptCheck> = checks(start, &chunk).collect();
        assert_eq!(read.len(), 3);
        assert_eq!(read[1].outcome, CheckOutcome::Failed { why: "no answer within 5 s".to_owned() });
        assert_eq!((read[2].at.0 - start.0, read[2].latency_millis), (60_000, 0));
    }

    #[test]
    fn sums_count_what_says_something_about_the_endpoint() {
        let kept = |at, latency_millis, outcome| KeptCheck { at: Timestamp(at), latency_millis, outcome };
        let failed = || CheckOutcome::Failed { why: "x".to_owned() };
        let checks = vec![
            kept(0, 10, CheckOutcome::Well),
            kept(30_000, 21, CheckOutcome::Well),
            kept(60_000, 9, failed()),
            kept(90_000, 0, CheckOutcome::Refused { why: "x".to_owned() }),
            kept(3 * HOUR_MILLIS, 7, CheckOutcome::Well),
        ];
        let minutes = sums(Tier::Minute, checks.clone());
        let told: Vec<_> =
            minutes.iter().map(|sum| (sum.at.0, sum.checks, sum.failed, sum.mean_millis)).collect();
        assert_eq!(told, [(0, 2, 0, 15), (60_000, 1, 1, 0), (3 * HOUR_MILLIS, 1, 0, 7)]);
        let hours = sums(Tier::Hour, checks);
        assert_eq!((hours[0].checks, hours[0].failed, hours[0].longest_millis), (3, 1, 21));
        let text = written(Tier::Hour, Timestamp(0), &hours);
        assert_eq!(text, "0 3 1 15 21\n3 1 0 7 7\n");
        assert_eq!(read(Tier::Hour, Timestamp(0), &text).collect::<Vec<_>>(), hours);
    }
}
