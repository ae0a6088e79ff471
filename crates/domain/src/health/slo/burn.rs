//! Alerts on burn rates over two windows at once: the long one proves that it matters, the short one that it goes on.

use super::{RequestTally, Slo, TallyStep};
use crate::Timestamp;
use crate::health::{Alert, Severity};

const MINUTE_MILLIS: i64 = 60_000;
/// Fewer failures than this are chance, however few requests there were.
const LEAST_FAILURES: u64 = 5;
/// So long, as a part of a long window, a placement has to have been measured before that window says anything.
const KNOWN_PART: i64 = 4;

/// One rule: both windows have to burn at least so fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BurnRule {
    /// In tenths: 144 is 14.4×.
    pub tenths: u32,
    pub long_minutes: u32,
    pub short_minutes: u32,
    pub severity: Severity,
}

/// From 2 % of the budget of 28 days in an hour to 10 % in three days. The fastest first.
pub const BURN_RULES: [BurnRule; 4] = [
    BurnRule { tenths: 144, long_minutes: 60, short_minutes: 5, severity: Severity::Page },
    BurnRule { tenths: 60, long_minutes: 6 * 60, short_minutes: 30, severity: Severity::Page },
    BurnRule { tenths: 30, long_minutes: 24 * 60, short_minutes: 2 * 60, severity: Severity::Ticket },
    BurnRule { tenths: 10, long_minutes: 3 * 24 * 60, short_minutes: 6 * 60, severity: Severity::Ticket },
];

/// What was seen in each window that a rule looks at, by the window's minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans(Vec<(u32, RequestTally)>);

/// A rule that fires, and how fast the budget burns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Burning {
    pub rule: BurnRule,
    /// Over the long window.
    pub tenths: u32,
}

impl Spans {
    /// Every window's length in minutes, the shortest first.
    pub fn minutes() -> Vec<u32> {
        let mut all: Vec<u32> =
            BURN_RULES.iter().flat_map(|rule| [rule.short_minutes, rule.long_minutes]).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// From what was seen in each window.
    pub fn of(seen: impl IntoIterator<Item = (u32, RequestTally)>) -> Self {
        Spans(seen.into_iter().collect())
    }

    /// From single steps. A step counts where it begins.
    pub fn from_steps(steps: &[TallyStep], now: Timestamp) -> Self {
        let seen = |minutes: u32| {
            let from = now.plus_millis(-i64::from(minutes) * MINUTE_MILLIS);
            let inside = steps.iter().filter(|step| from <= step.at && step.at < now);
            (minutes, inside.fold(RequestTally::default(), |sum, step| sum.plus(step.tally)))
        };
        Spans(Self::minutes().into_iter().map(seen).collect())
    }

    /// Each window's minutes and what was seen in it.
    pub fn iter(&self) -> impl Iterator<Item = (u32, RequestTally)> + '_ {
        self.0.iter().copied()
    }

    fn over(&self, minutes: u32) -> RequestTally {
        self.0.iter().find(|(length, _)| *length == minutes).map(|(_, tally)| *tally).unwrap_or_default()
    }
}

impl BurnRule {
    /// Whether it fires. `known_millis`: how long the placement has been measured.
    fn fires(&self, slo: &Slo, spans: &Spans, known_millis: i64) -> Option<Burning> {
        let (long, short) = (spans.over(self.long_minutes), spans.over(self.short_minutes));
        let enough = long.requests() >= u64::from(slo.min_requests)
            && long.failures() >= LEAST_FAILURES
            && known_millis * KNOWN_PART >= i64::from(self.long_minutes) * MINUTE_MILLIS;
        let burns =
            |tally: RequestTally| tally.burn_tenths(slo.budget_ppm()).filter(|burn| *burn >= self.tenths);
        let tenths = burns(long).filter(|_| enough)?;
        burns(short).map(|_| Burning { rule: *self, tenths })
    }
}

/// Every rule that fires now, the fastest first.
pub fn burning(slo: &Slo, spans: &Spans, known_millis: i64) -> Vec<Burning> {
    BURN_RULES.iter().filter_map(|rule| rule.fires(slo, spans, known_millis)).collect()
}

impl Slo {
    /// The alerts that hold now: of each loudness the fastest. What alerted before keeps its beginning.
    pub fn alerts(&self, before: &[Alert], spans: &Spans, known_millis: i64, now: Timestamp) -> Vec<Alert> {
        let mut alerts: Vec<Alert> = Vec::new();
        for found in burning(self, spans, known_millis) {
            let severity = found.rule.severity;
            if alerts.iter().any(|alert| alert.severity == severity) {
                continue;
            }
            let since = before.iter().find(|old| old.severity == severity).map_or(now, |old| old.since);
            alerts.push(Alert {
                objective: self.name.clone(),
                severity,
                tenths: found.tenths,
                minutes: found.rule.long_minutes,
                since,
            });
        }
        alerts
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::slo;
    use super::*;

    const HOUR: i64 = 60;
    const DAY: i64 = 24 * HOUR;
    const NOW: Timestamp = Timestamp(100 * DAY * MINUTE_MILLIS);

    /// A request rate of ten a second for so many minutes, each with its share of failures in thousandths.
    fn story(minutes: i64, failing: impl Fn(i64) -> u64) -> Vec<TallyStep> {
        let step = |ago: i64| TallyStep {
            at: NOW.plus_millis(-ago * MINUTE_MILLIS),
            tally: RequestTally { total: 600_000, bad: 600 * failing(ago) },
        };
        (1..=minutes).rev().map(step).collect()
    }

    fn loudest(steps: &[TallyStep], known: i64) -> Option<(Severity, u32)> {
        let spans = Spans::from_steps(steps, NOW);
        let found = burning(&slo(999_000), &spans, known * MINUTE_MILLIS);
        found.first().map(|found| (found.rule.severity, found.rule.long_minutes))
    }

    #[test]
    fn a_blip_does_not_page_and_a_slow_burn_does() {
        use Severity::{Page, Ticket};
        type Story = fn(i64) -> u64;
        type Told = Option<(Severity, u32)>;
        let table: [(&str, Story, Told); 12] = [
            ("all is well", |_| 0, None),
            ("exactly the budget", |_| 1, Some((Ticket, 3 * 24 * 60))),
            ("half of the budget", |ago| u64::from(ago % 2 == 0), None),
            ("everything fails for a minute", |ago| if ago == 1 { 800 } else { 0 }, None),
            (
                "everything fails, for two minutes now",
                |ago| if ago <= 2 { 1000 } else { 0 },
                Some((Page, 60)),
            ),
            ("a fiftieth fails for five minutes", |ago| if ago <= 5 { 20 } else { 0 }, None),
            ("a fiftieth fails for 50 minutes", |ago| if ago <= 50 { 20 } else { 0 }, Some((Page, 60))),
            (
                "it failed, and is over for six minutes",
                |ago| if (7..=60).contains(&ago) { 50 } else { 0 },
                Some((Page, 360)),
            ),
            (
                "it failed, and is over for 40 minutes",
                |ago| if (41..=200).contains(&ago) { 50 } else { 0 },
                Some((Ticket, 24 * 60)),
            ),
            ("seven in a thousand for six hours", |ago| if ago <= 6 * 60 { 7 } else { 0 }, Some((Page, 360))),
            (
                "four in a thousand for a day",
                |ago| if ago <= 24 * 60 { 4 } else { 0 },
                Some((Ticket, 24 * 60)),
            ),
            ("two in a thousand for three days", |_| 2, Some((Ticket, 3 * 24 * 60))),
        ];
        for (name, failing, expected) in table {
            assert_eq!(loudest(&story(28 * DAY, failing), 28 * DAY), expected, "{name}");
        }
    }

    #[test]
    fn each_rule_fires_at_exactly_its_factor() {
        for rule in BURN_RULES {
            let per = |tenths: u32| RequestTally::of_requests(1_000_000, u64::from(tenths) * 100);
            let spans = |long: u32, short: u32| {
                Spans::of([(rule.long_minutes, per(long)), (rule.short_minutes, per(short))])
            };
            let fires = |spans| rule.fires(&slo(999_000), &spans, i64::MAX / KNOWN_PART).is_some();
            assert!(fires(spans(rule.tenths, rule.tenths)), "{rule:?}");
            assert!(!fires(spans(rule.tenths - 1, rule.tenths)), "long below: {rule:?}");
            assert!(!fires(spans(rule.tenths, rule.tenths - 1)), "short below: {rule:?}");
        }
    }

    #[test]
    fn few_requests_prove_nothing() {
        let spans = |total, bad| {
            Spans::of(Spans::minutes().into_iter().map(|m| (m, RequestTally::of_requests(total, bad))))
        };
        let fires =
            |total, bad| !burning(&slo(999_000), &spans(total, bad), i64::MAX / KNOWN_PART).is_empty();
        assert!(!fires(3, 1), "one of three");
        assert!(!fires(99, 99), "too few to be counted");
        assert!(!fires(100, 4), "chance");
        assert!(fires(100, 5), "five of a hundred");
    }

    #[test]
    fn what_was_measured_for_minutes_only_says_nothing_of_hours() {
        let bad_start = story(10, |_| 100);
        assert_eq!(loudest(&bad_start, 10), None);
        assert_eq!(loudest(&story(15, |_| 100), 15), Some((Severity::Page, 60)));
    }

    #[test]
    fn an_alert_keeps_its_beginning_and_each_loudness_is_told_once() {
        let spans = Spans::from_steps(&story(28 * DAY, |_| 50), NOW);
        let promise = slo(999_000);
        let first = promise.alerts(&[], &spans, i64::MAX / KNOWN_PART, NOW);
        let seen: Vec<_> = first.iter().map(|alert| (alert.severity, alert.tenths, alert.minutes)).collect();
        assert_eq!(seen, [(Severity::Page, 500, 60), (Severity::Ticket, 500, 24 * 60)]);
        let later = promise.alerts(&first, &spans, i64::MAX / KNOWN_PART, NOW.plus_millis(60_000));
        assert_eq!(later, first);
    }
}
