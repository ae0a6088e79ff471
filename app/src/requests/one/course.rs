//! What became of a request's targets and when, as far as they tell.

use domain::Timestamp;
use domain::request::TargetStatus;
use domain::view::{RequestView, TargetView};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// All plans are there.
    Planned,
    Began,
    Done,
    Failed,
}

/// Something that happened to several targets together.
#[derive(Debug, PartialEq, Eq)]
pub struct Passage {
    pub at: Timestamp,
    pub turn: Turn,
    /// Their positions.
    pub targets: Vec<usize>,
}

/// Plans once for all targets; the rest stage by stage, so that twelve targets are not twelve lines each.
pub fn course(request: &RequestView) -> Vec<Passage> {
    let mut course: Vec<Passage> = planned(&request.targets).into_iter().collect();
    let places: Vec<(usize, &TargetView)> = request.targets.iter().enumerate().collect();
    for band in places.chunk_by(|(_, a), (_, b)| a.stage == b.stage) {
        course.extend(begun(band));
        course.extend(ended(band, Turn::Done, |status| status == TargetStatus::Succeeded));
        let failed = |status| matches!(status, TargetStatus::Failed | TargetStatus::Errored);
        course.extend(ended(band, Turn::Failed, failed));
    }
    course
}

fn planned(targets: &[TargetView]) -> Option<Passage> {
    if targets.iter().any(|target| target.status == TargetStatus::Planning) {
        return None;
    }
    let plans = targets.iter().enumerate();
    let plans = plans.filter_map(|(place, target)| Some((place, target.plan.as_ref()?.planned_at)));
    let (targets, times): (Vec<usize>, Vec<Timestamp>) = plans.unzip();
    times.into_iter().max().map(|at| Passage { at, turn: Turn::Planned, targets })
}

/// What begins together begins at the same moment.
fn begun(band: &[(usize, &TargetView)]) -> Vec<Passage> {
    let mut found: Vec<Passage> = Vec::new();
    for (place, target) in band {
        let Some(at) = target.began_at else { continue };
        match found.iter_mut().find(|passage| passage.at == at) {
            Some(passage) => passage.targets.push(*place),
            None => found.push(Passage { at, turn: Turn::Began, targets: vec![*place] }),
        }
    }
    found
}

/// The last of them says when.
fn ended(band: &[(usize, &TargetView)], turn: Turn, fits: impl Fn(TargetStatus) -> bool) -> Option<Passage> {
    let ended = band.iter().filter(|(_, target)| fits(target.status));
    let ended = ended.filter_map(|(place, target)| Some((*place, target.since?)));
    let (targets, times): (Vec<usize>, Vec<Timestamp>) = ended.unzip();
    times.into_iter().max().map(|at| Passage { at, turn, targets })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::one::example;

    fn told(request: &RequestView) -> Vec<(i64, Turn, Vec<usize>)> {
        course(request).into_iter().map(|passage| (passage.at.0, passage.turn, passage.targets)).collect()
    }

    #[test]
    fn stages_are_told_together_and_failures_apart() {
        let mut request = example::request(&[
            ("dev", "us-east-1", "succeeded"),
            ("dev", "eu-west-3", "failed"),
            ("dev", "moon-1", "succeeded"),
            ("prod", "us-east-1", "awaiting_approval"),
        ]);
        for (place, since) in [(0, 5_000), (1, 4_000), (2, 6_000)] {
            request.targets[place].began_at = Some(Timestamp(2_000));
            request.targets[place].since = Some(Timestamp(since));
        }
        let expected = [
            (1_000, Turn::Planned, vec![0, 1, 2, 3]),
            (2_000, Turn::Began, vec![0, 1, 2]),
            (6_000, Turn::Done, vec![0, 2]),
            (4_000, Turn::Failed, vec![1]),
        ];
        assert_eq!(told(&request), expected);
    }

    #[test]
    fn while_plans_are_made_nothing_is_told() {
        let request = example::request(&[("dev", "us-east-1", "planning"), ("dev", "eu-west-3", "planned")]);
        assert_eq!(told(&request), []);
    }
}
