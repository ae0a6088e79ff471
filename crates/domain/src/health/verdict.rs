//! What the locations that probe a placement say together.

use super::{CheckOutcome, CheckResult, Probe, ProbeVerdict};
use crate::Timestamp;
use crate::names::LocationName;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A word may be late by so much before it does not count any more.
const GRACE_MILLIS: i64 = 5_000;
/// Clocks of locations may be ahead of ours by so much.
const SKEW_MILLIS: i64 = 5_000;
/// Pauses between retries are no longer than this.
pub const RETRY_PAUSE_MILLIS: u32 = 500;

/// A location's newest word, and when it came in by our clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    pub result: CheckResult,
    pub received_at: Timestamp,
}

/// How one location's word counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    Well,
    Failing {
        why: String,
    },
    /// It may not ask.
    Refused {
        why: String,
    },
    /// Its last word is too old.
    Silent,
    /// What it says cannot be.
    Distrusted {
        why: String,
    },
}

/// One location's word on one probe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationWord {
    pub location: LocationName,
    pub at: Timestamp,
    pub latency_millis: u32,
    pub version: Option<String>,
    #[serde(flatten)]
    pub standing: Standing,
}

/// What all locations say of one probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub verdict: ProbeVerdict,
    pub words: Vec<LocationWord>,
    /// Why nobody's word counts, if nobody's does.
    pub obstacle: Option<String>,
    /// What runs there by the newest word that counts.
    pub version: Option<String>,
}

impl Probe {
    /// The longest that one check takes, with all its tries.
    pub fn longest_check_millis(&self) -> i64 {
        let tries = i64::from(self.pace.retries) + 1;
        tries * i64::from(self.pace.timeout_millis) + (tries - 1) * i64::from(RETRY_PAUSE_MILLIS)
    }

    /// A word counts for so long after it was asked for: until the next but one is late.
    pub fn fresh_millis(&self) -> i64 {
        2 * i64::from(self.pace.interval_seconds) * 1000 + self.longest_check_millis() + GRACE_MILLIS
    }

    /// From how many of these locations it is asked.
    pub fn asked_from<'l>(&self, locations: impl IntoIterator<Item = &'l LocationName>) -> usize {
        locations.into_iter().filter(|location| self.is_asked_from(location)).count()
    }

    pub fn is_asked_from(&self, location: &LocationName) -> bool {
        self.pace.locations.is_empty() || self.pace.locations.contains(location)
    }
}

/// What the newest words mean at this moment, when the probe is asked from so many locations. Those that are not heard are
/// missing in the quorum: who is left does not decide alone.
pub fn verdict<'s>(
    probe: &Probe,
    asked: usize,
    seen: impl IntoIterator<Item = &'s Heard>,
    now: Timestamp,
) -> Verdict {
    let seen: Vec<&Heard> = asked_of(probe, seen).collect();
    let words = words(probe, seen.iter().copied(), now);
    // Whoever may not ask could not agree either, also when nothing is heard of them any more.
    let refused = seen.iter().filter(|seen| refused(probe, seen)).count();
    let counting = |word: &&LocationWord| matches!(word.standing, Standing::Well | Standing::Failing { .. });
    let failures: Vec<&str> = words
        .iter()
        .filter_map(|word| match &word.standing {
            Standing::Failing { why } => Some(why.as_str()),
            _ => None,
        })
        .collect();
    let locations = count(words.iter().filter(counting).count());
    let newest = words.iter().filter(counting).max_by_key(|word| word.at);
    let version = newest.and_then(|word| word.version.clone());
    let verdict = ProbeVerdict {
        locations,
        failing: count(failures.len()),
        // Where fewer may ask than the quorum, all of them have to agree.
        quorum: probe.pace.quorum.min(count(asked.saturating_sub(refused)).max(1)),
        why: commonest(&failures),
        last_seen: words.iter().filter(|word| !distrusted(word)).map(|word| word.at).max(),
    };
    let obstacle = if locations == 0 { obstacle(&words) } else { None };
    Verdict { verdict, words, obstacle, version }
}

/// The newest word of each location, and how it counts at this moment.
pub fn words<'s>(
    probe: &Probe,
    seen: impl IntoIterator<Item = &'s Heard>,
    now: Timestamp,
) -> Vec<LocationWord> {
    let mut words: Vec<LocationWord> = asked_of(probe, seen).map(|seen| word(probe, seen, now)).collect();
    words.sort_by(|a, b| a.location.cmp(&b.location));
    words
}

fn asked_of<'s>(probe: &Probe, seen: impl IntoIterator<Item = &'s Heard>) -> impl Iterator<Item = &'s Heard> {
    seen.into_iter().filter(|seen| probe.is_asked_from(&seen.result.location))
}

fn refused(probe: &Probe, seen: &Heard) -> bool {
    matches!(seen.result.outcome, CheckOutcome::Refused { .. }) && impossible(probe, seen).is_none()
}

/// The verdict over a placement from those over its probes: the worst one. A probe that nobody's word counts on hides
/// neither a failure nor that it is unknown.
pub fn worst(verdicts: impl IntoIterator<Item = Verdict>) -> Option<Verdict> {
    verdicts.into_iter().max_by_key(|verdict| {
        let ProbeVerdict { locations, failing, quorum, .. } = verdict.verdict;
        match (locations, failing) {
            (0, _) => 1,
            (_, 0) => 0,
            _ if failing >= quorum => 3,
            _ => 2,
        }
    })
}

fn word(probe: &Probe, seen: &Heard, now: Timestamp) -> LocationWord {
    let result = &seen.result;
    LocationWord {
        location: result.location.clone(),
        at: result.at,
        latency_millis: result.latency_millis,
        version: result.version.clone(),
        standing: standing(probe, seen, now),
    }
}

fn standing(probe: &Probe, seen: &Heard, now: Timestamp) -> Standing {
    let result = &seen.result;
    if let Some(why) = impossible(probe, seen) {
        return Standing::Distrusted { why };
    }
    if now.since(result.at) > probe.fresh_millis() {
        return Standing::Silent;
    }
    match &result.outcome {
        CheckOutcome::Well => Standing::Well,
        CheckOutcome::Failed { why } => Standing::Failing { why: why.clone() },
        CheckOutcome::Refused { why } => Standing::Refused { why: why.clone() },
    }
}

/// What cannot be true, whoever says it.
fn impossible(probe: &Probe, seen: &Heard) -> Option<String> {
    let ahead = seen.result.at.since(seen.received_at);
    if ahead > SKEW_MILLIS {
        return Some(format!("its clock is {} s ahead", ahead / 1000));
    }
    let longest = probe.longest_check_millis() + GRACE_MILLIS;
    if i64::from(seen.result.latency_millis) > longest {
        return Some(format!("it tells of {} ms, and no check takes so long", seen.result.latency_millis));
    }
    None
}

fn distrusted(word: &LocationWord) -> bool {
    matches!(word.standing, Standing::Distrusted { .. })
}

/// What keeps each location from counting. Silence alone is no obstacle: it has a reason of its own.
fn obstacle(words: &[LocationWord]) -> Option<String> {
    let told: Vec<String> = words
        .iter()
        .filter_map(|word| match &word.standing {
            Standing::Refused { why } | Standing::Distrusted { why } => {
                Some(format!("{}: {why}", word.location))
            }
            _ => None,
        })
        .collect();
    (!told.is_empty()).then(|| told.join("; "))
}

/// What most of them say; of equally many the first in the alphabet, so that it does not flicker.
fn commonest(texts: &[&str]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let most = counts.iter().max_by_key(|(text, count)| (**count, std::cmp::Reverse(**text)))?;
    Some((*most.0).to_owned())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::{DeclaredProbe, Endpoint, Pace, Placement};
    use crate::names::{RegionName, ServiceName, StageName};

    fn location(name: &str) -> LocationName {
        LocationName::parse(name).expect("a location")
    }

    fn probe(locations: &[&str]) -> Probe {
        let placement = Placement {
            service: ServiceName::parse("live-api").expect("a service"),
            stage: StageName::parse("prod").expect("a stage"),
            region: RegionName::parse("eu-west-3").expect("a region"),
        };
        let pace = Pace {
            interval_seconds: 10,
            timeout_millis: 2_000,
            retries: 1,
            locations: locations.iter().map(|name| location(name)).collect(),
            quorum: 2,
        };
        let endpoint = Endpoint::Url("https://a".to_owned());
        let declared = DeclaredProbe { endpoint, pace, ..DeclaredProbe::default() };
        declared.at(&placement, &BTreeMap::new()).expect("a probe")
    }

    fn seen(from: &str, at: i64, outcome: CheckOutcome) -> Heard {
        let result = CheckResult {
            probe: probe(&[]).id,
            location: location(from),
            at: Timestamp(at),
            outcome,
            latency_millis: 20,
            version: Some(format!("1.{at}")),
        };
        Heard { result, received_at: Timestamp(at + 100) }
    }

    fn failed(why: &str) -> CheckOutcome {
        CheckOutcome::Failed { why: why.to_owned() }
    }

    #[test]
    fn fresh_words_are_counted_and_the_commonest_failure_is_told() {
        let words = [
            seen("a", 100_000, CheckOutcome::Well),
            seen("b", 100_000, failed("HTTP 503")),
            seen("c", 100_001, failed("HTTP 503")),
            seen("d", 100_000, failed("no answer within 2 s")),
        ];
        let told = verdict(&probe(&[]), 4, &words, Timestamp(101_000));
        assert_eq!((told.verdict.locations, told.verdict.failing), (4, 3));
        assert_eq!(told.verdict.why.as_deref(), Some("HTTP 503"));
        assert_eq!(told.verdict.last_seen, Some(Timestamp(100_001)));
        assert_eq!(told.version.as_deref(), Some("1.100001"));
        let chosen = verdict(&probe(&["a", "b"]), 2, &words, Timestamp(101_000));
        assert_eq!((chosen.verdict.locations, chosen.verdict.failing), (2, 1));
    }

    #[test]
    fn what_is_old_does_not_count() {
        let probe = probe(&[]);
        let words = [seen("a", 0, CheckOutcome::Well)];
        // Two rounds, two tries with the pause between them, and the grace.
        assert_eq!(probe.fresh_millis(), 20_000 + 4_500 + 5_000);
        assert_eq!(verdict(&probe, 1, &words, Timestamp(29_500)).verdict.locations, 1);
        let silent = verdict(&probe, 1, &words, Timestamp(29_501));
        assert_eq!((silent.verdict.locations, silent.verdict.last_seen), (0, Some(Timestamp(0))));
        assert_eq!((silent.obstacle, silent.version), (None, None));
        assert_eq!(verdict(&probe, 1, &[], Timestamp(0)).verdict.last_seen, None);
    }

    #[test]
    fn who_says_what_cannot_be_is_not_believed() {
        let mut ahead = seen("a", 100_000, CheckOutcome::Well);
        ahead.received_at = Timestamp(40_000);
        let mut endless = seen("b", 100_000, CheckOutcome::Well);
        endless.result.latency_millis = 60_000;
        let told = verdict(&probe(&[]), 2, &[ahead, endless], Timestamp(100_100));
        assert_eq!((told.verdict.locations, told.verdict.last_seen), (0, None));
        let obstacle = told.obstacle.expect("an obstacle");
        assert!(
            obstacle.contains("a: its clock is 60 s ahead") && obstacle.contains("b: it tells"),
            "{obstacle}"
        );
    }

    #[test]
    fn who_may_not_ask_says_nothing_about_the_endpoint() {
        let refused = CheckOutcome::Refused { why: "10.0.0.1 is no public address".to_owned() };
        let words = [seen("a", 0, refused), seen("b", 0, CheckOutcome::Well)];
        let told = verdict(&probe(&[]), 2, &words, Timestamp(1));
        assert_eq!((told.verdict.locations, told.verdict.failing, told.obstacle), (1, 0, None));
        let told = verdict(&probe(&[]), 2, &words[..1], Timestamp(1));
        assert_eq!(told.obstacle.as_deref(), Some("a: 10.0.0.1 is no public address"));
    }

    #[test]
    fn who_is_not_heard_is_missing_in_the_quorum_and_who_may_not_ask_is_not() {
        let refused = CheckOutcome::Refused { why: "10.0.0.1 is no public address".to_owned() };
        let failing = || seen("a", 0, failed("x"));
        let table: [(usize, Vec<Heard>, u32); 6] = [
            (3, vec![failing()], 2),
            (3, vec![failing(), seen("b", -90_000, CheckOutcome::Well)], 2),
            (2, vec![failing(), seen("b", 0, refused.clone())], 1),
            (2, vec![failing(), seen("b", -90_000, refused.clone())], 1),
            (1, vec![failing()], 1),
            (0, vec![failing()], 1),
        ];
        for (asked, words, quorum) in table {
            assert_eq!(verdict(&probe(&[]), asked, &words, Timestamp(1)).verdict.quorum, quorum, "{words:?}");
        }
        let places = ["a", "b", "c"].map(location);
        assert_eq!((probe(&[]).asked_from(&places), probe(&["c", "d"]).asked_from(&places)), (3, 1));
    }

    #[test]
    fn the_worst_probe_speaks_for_its_placement() {
        let of = |words: &[Heard]| verdict(&probe(&[]), 2, words, Timestamp(1));
        let well = of(&[seen("a", 0, CheckOutcome::Well), seen("b", 0, CheckOutcome::Well)]);
        let unknown = of(&[]);
        let some = of(&[seen("a", 0, failed("x")), seen("b", 0, CheckOutcome::Well)]);
        let all = of(&[seen("a", 0, failed("x")), seen("b", 0, failed("x"))]);
        let order = [&well, &unknown, &some, &all];
        for (place, worse) in order.iter().enumerate() {
            for better in &order[..=place] {
                let told = worst([(*worse).clone(), (*better).clone()]).expect("one");
                assert_eq!(told.verdict, worse.verdict);
            }
        }
        assert_eq!(worst([]), None);
    }
}
