//! The steps of one region: replicate, change its environment where that is carried, deploy, verify.

use super::standing::percent;
use super::text::RolloutText;
use crate::ui::Tone;
use domain::Timestamp;
use domain::request::TargetState;
use domain::rollout::{CarriedTarget, ExpectedStep, Forecast, Lane, LaneState, Replica};

/// How far one step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Done,
    Now(Tone),
    Ahead,
    /// It will not come to this any more.
    Never,
}

/// One step in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub mark: Mark,
    pub word: String,
    /// Since when, or when it was over.
    pub at: Option<Timestamp>,
    /// When it is to be expected: its beginning, or of what has begun, its end.
    pub expected: Option<Timestamp>,
}

/// The steps of a lane. Where no probe is declared nothing is verified.
pub fn segments(
    lane: &Lane,
    target: Option<&CarriedTarget>,
    probed: Option<u32>,
    forecast: Option<&Forecast>,
    text: &RolloutText,
) -> Vec<Segment> {
    let mut all = vec![replicate(lane, text)];
    all.extend(target.map(|target| environment(&target.state, lane.state.settled(), text)));
    let begun = all.len();
    all.extend(rest(lane, probed, text));
    let steps = [ExpectedStep::Deploy, ExpectedStep::Verify];
    for (segment, step) in all.iter_mut().skip(begun).zip(steps) {
        let expected = forecast.and_then(|forecast| forecast.of_step(&lane.region, step));
        segment.expected = expected.and_then(|expected| match segment.mark {
            Mark::Ahead => Some(expected.from),
            Mark::Now(_) => Some(expected.until),
            Mark::Done | Mark::Never => None,
        });
    }
    all
}

fn segment(mark: Mark, word: &str, at: Option<Timestamp>) -> Segment {
    Segment { mark, word: word.to_owned(), at, expected: None }
}

fn replicate(lane: &Lane, text: &RolloutText) -> Segment {
    match &lane.replica {
        Replica::Confirmed { at } => segment(Mark::Done, text.replicated, Some(*at)),
        Replica::Refused { .. } => segment(Mark::Now(Tone::Bad), text.replicate, None),
        Replica::Copying { .. } if lane.state.settled() => segment(Mark::Never, text.replicate, None),
        Replica::Copying { done, total, .. } => {
            let word = format!("{} {} %", text.replicating, percent(*done, *total));
            segment(Mark::Now(Tone::Busy), &word, None)
        }
    }
}

fn environment(state: &TargetState, settled: bool, text: &RolloutText) -> Segment {
    use Mark::{Ahead, Done, Never, Now};
    match state {
        TargetState::Planning => segment(Now(Tone::Busy), text.env_planning, None),
        TargetState::PlanFailed { .. } | TargetState::Errored { while_planning: true, .. } => {
            segment(Now(Tone::Bad), text.env_unplanned, None)
        }
        TargetState::Planned => segment(if settled { Never } else { Ahead }, text.env, None),
        TargetState::Applying { since } => segment(Now(Tone::Busy), text.env_changing, Some(*since)),
        TargetState::Cancelling { since } => segment(Now(Tone::Busy), text.env_undoing, Some(*since)),
        TargetState::Succeeded { at, unchanged } => {
            segment(Done, if *unchanged { text.env_unchanged } else { text.env_changed }, Some(*at))
        }
        TargetState::Failed { at, .. } | TargetState::Errored { at, .. } => {
            segment(Now(Tone::Bad), text.env, Some(*at))
        }
        TargetState::Discarding | TargetState::Cancelled { .. } => segment(Never, text.env, None),
    }
}

fn rest(lane: &Lane, probed: Option<u32>, text: &RolloutText) -> Vec<Segment> {
    use Mark::{Ahead, Done, Never, Now};
    let verify = |mark, at| probed.map(|_| segment(mark, text.verify, at));
    let (deploy, verify) = match &lane.state {
        LaneState::Pending | LaneState::Provisioning { .. } => {
            (segment(Ahead, text.deploy, None), verify(Ahead, None))
        }
        LaneState::Deploying { since, .. } => {
            (segment(Now(Tone::Busy), text.deploying, Some(*since)), verify(Ahead, None))
        }
        LaneState::Verifying { since, passes, .. } => {
            let of = probed.map(|all| format!(" {passes}/{all}")).unwrap_or_default();
            let word = format!("{}{of}", text.verifying);
            (segment(Done, text.deployed, None), Some(segment(Now(Tone::Busy), &word, Some(*since))))
        }
        LaneState::Succeeded { at, .. } if probed.is_some() => {
            (segment(Done, text.deployed, None), Some(segment(Done, text.verified, Some(*at))))
        }
        LaneState::Succeeded { at, .. } => (segment(Done, text.deployed, Some(*at)), None),
        // It did not come to its workflow.
        LaneState::Failed { .. } | LaneState::Errored { .. } if lane.attempt == 0 => {
            (segment(Ahead, text.deploy, None), verify(Ahead, None))
        }
        // Which of the two said no is in the reason; the state does not tell them apart.
        LaneState::Failed { at, .. } | LaneState::Errored { at, .. } => {
            let word = if probed.is_some() { text.deploy_verify } else { text.deploy };
            (segment(Now(Tone::Bad), word, Some(*at)), None)
        }
        LaneState::Skipped { .. } | LaneState::Aborted { .. } => {
            (segment(Never, text.deploy, None), verify(Never, None))
        }
    };
    std::iter::once(deploy).chain(verify).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use domain::names::RegionName;

    const AT: Timestamp = Timestamp(1_000);

    fn told(replica: Replica, state: LaneState, probed: Option<u32>) -> Vec<(String, Mark)> {
        let region = RegionName::parse("eu-west-3").expect("a region");
        let lane = Lane {
            region,
            replica,
            state,
            attempt: 1,
            delayed: None,
            review: None,
            past_review: None,
            replaced: None,
            began_at: None,
            deployed_at: None,
            evidence: None,
        };
        let all = segments(&lane, None, probed, None, RolloutText::of(Lang::En));
        all.into_iter().map(|segment| (segment.word, segment.mark)).collect()
    }

    #[test]
    fn steps_are_called_by_how_far_they_are() {
        let copying = Replica::Copying { done: 2, total: 5, pace: None };
        let confirmed = Replica::Confirmed { at: AT };
        let pending = told(copying, LaneState::Pending, Some(3));
        assert_eq!(
            pending,
            [
                ("Copying 40 %".to_owned(), Mark::Now(Tone::Busy)),
                ("Deploy".to_owned(), Mark::Ahead),
                ("Verify".to_owned(), Mark::Ahead)
            ]
        );
        let verifying = LaneState::Verifying { since: AT, passes: 1, run: None };
        assert_eq!(
            told(confirmed, verifying, Some(3))[2],
            ("Verifying 1/3".to_owned(), Mark::Now(Tone::Busy))
        );
    }

    #[test]
    fn the_environment_says_how_far_it_is() {
        let text = RolloutText::of(Lang::En);
        let told = |state: TargetState, settled| environment(&state, settled, text);
        assert_eq!(told(TargetState::Planned, false).mark, Mark::Ahead);
        assert_eq!(told(TargetState::Planned, true).mark, Mark::Never);
        let failed = TargetState::Failed { at: AT, reason: "full".into(), resource: None, rolled_back: true };
        assert_eq!(told(failed, true).mark, Mark::Now(Tone::Bad));
        let done = told(TargetState::Succeeded { at: AT, unchanged: true }, false);
        assert_eq!((done.mark, done.word.as_str()), (Mark::Done, "Environment unchanged"));
    }

    #[test]
    fn nothing_is_verified_without_a_probe_and_failures_are_no_success() {
        let confirmed = Replica::Confirmed { at: AT };
        let good = told(confirmed.clone(), LaneState::Succeeded { at: AT, run: None }, None);
        assert_eq!(good.len(), 2);
        let failed = LaneState::Failed { at: AT, reason: "no".into(), run: None };
        for probed in [None, Some(3)] {
            let marks = told(confirmed.clone(), failed.clone(), probed);
            assert_eq!(marks.last().map(|(_, mark)| *mark), Some(Mark::Now(Tone::Bad)));
        }
        let left_out = LaneState::Skipped { at: AT, by_name: "Lee".into() };
        let marks = told(Replica::begun(5), left_out, Some(1));
        assert!(marks.iter().all(|(_, mark)| *mark == Mark::Never));
    }
}
