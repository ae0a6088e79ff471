//! How far a run is, as one number that only grows.

use super::{Run, RunJob, RunState};

/// A version of what is shown of a run: the same for whoever works it out, and larger the further the run is. Each new
/// attempt is larger than all of the one before.
pub fn progress(run: &Run, jobs: &[RunJob]) -> i64 {
    const ATTEMPT: i64 = 1_000_000_000;
    let steps = |job: &RunJob| job.steps.iter().map(|step| rank(&step.state)).sum::<i64>();
    let jobs: i64 = jobs.iter().map(|job| 1 + rank(&job.state) + steps(job)).sum();
    let ended = i64::from(matches!(run.state, RunState::Done { .. })) * (ATTEMPT / 2);
    i64::from(run.attempt) * ATTEMPT + ended + jobs.min(ATTEMPT / 2 - 1)
}

fn rank(state: &RunState) -> i64 {
    match state {
        RunState::Queued => 0,
        RunState::Waiting => 1,
        RunState::Running => 2,
        RunState::Done { .. } => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Conclusion, RunStep};
    use super::*;
    use crate::Timestamp;

    fn run(attempt: u32, state: RunState) -> Run {
        Run {
            id: "7".into(),
            url: String::new(),
            title: String::new(),
            file: "deploy.yml".into(),
            branch: None,
            commit: None,
            actor: None,
            state,
            attempt,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
        }
    }

    fn job(state: RunState, steps: &[RunState]) -> RunJob {
        let step = |(number, state): (usize, &RunState)| RunStep {
            number: number as u32,
            name: String::new(),
            state: state.clone(),
        };
        RunJob {
            id: "1".into(),
            name: String::new(),
            state,
            started_at: None,
            completed_at: None,
            steps: steps.iter().enumerate().map(step).collect(),
        }
    }

    #[test]
    fn every_step_is_a_step_forward() {
        let done = || RunState::Done { conclusion: Conclusion::Failure };
        let course = [
            (run(1, RunState::Queued), vec![]),
            (run(1, RunState::Queued), vec![job(RunState::Queued, &[])]),
            (run(1, RunState::Waiting), vec![job(RunState::Waiting, &[])]),
            (run(1, RunState::Running), vec![job(RunState::Running, &[RunState::Running])]),
            (run(1, RunState::Running), vec![job(RunState::Running, &[done(), RunState::Running])]),
            (run(1, RunState::Running), vec![job(done(), &[done(), done()])]),
            (run(1, done()), vec![job(done(), &[done(), done()])]),
            (run(2, RunState::Queued), vec![job(RunState::Queued, &[])]),
        ];
        let numbers: Vec<i64> = course.iter().map(|(run, jobs)| progress(run, jobs)).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    }
}
