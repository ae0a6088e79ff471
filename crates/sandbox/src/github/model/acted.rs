use super::{Conclusion, Job, Status};
use crate::github::act::Event;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Outputs of a job's steps: by the step's id, then by name.
pub type Outputs = BTreeMap<String, BTreeMap<String, String>>;

/// A step writes no more lines than this.
const MOST_LINES: usize = 50_000;

/// What is known of a job whose steps really run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Acted {
    /// How it ended; the next step of the run takes note.
    pub verdict: Option<Conclusion>,
    pub outputs: Outputs,
}

impl Job {
    /// Key of the step that GitHub adds at the beginning.
    pub const SET_UP: &'static str = "";

    pub fn outputs(&self) -> Outputs {
        self.acted.as_ref().map(|acted| acted.outputs.clone()).unwrap_or_default()
    }

    /// Whether it can go on: a job whose steps really run can when they have.
    pub fn is_done_or_played(&self) -> bool {
        self.acted.as_ref().is_none_or(|acted| acted.verdict.is_some())
    }

    /// Begins a job anew that had begun to run; returns its id.
    pub fn restart(&mut self, now: Timestamp) -> u64 {
        self.acted = Some(Acted::default());
        self.steps = self.steps.iter().map(super::Step::fresh).collect();
        self.begin(now);
        self.id
    }

    /// Takes note of what happened while it really runs.
    pub fn hear(&mut self, event: &Event, now: Timestamp) {
        let Some(acted) = &mut self.acted else { return };
        if self.status != Status::InProgress {
            return;
        }
        match event {
            Event::StepBegan { step } => self.begin_step(step, now),
            Event::StepWrote { step, line } => self.write(step, line),
            Event::StepEnded { step, conclusion } => {
                let ended = self.steps.iter_mut().find(|candidate| candidate.key == *step);
                ended.into_iter().for_each(|ended| ended.end(*conclusion, now));
            }
            Event::Output { step, name, value } => {
                acted.outputs.entry(step.clone()).or_default().insert(name.clone(), value.clone());
            }
            Event::JobEnded(conclusion) => acted.verdict = Some(*conclusion),
        }
    }

    /// The step before it is over, and those that were left out will not come any more.
    fn begin_step(&mut self, key: &str, now: Timestamp) {
        let Some(place) = self.steps.iter().position(|step| step.key == key) else { return };
        for step in &mut self.steps[..place] {
            match step.status {
                Status::InProgress => step.end(Conclusion::Success, now),
                Status::Queued => step.end(Conclusion::Skipped, now),
                Status::Waiting | Status::Completed => {}
            }
        }
        self.steps[place].begin(now);
    }

    fn write(&mut self, key: &str, line: &str) {
        let Some(step) = self.steps.iter_mut().find(|step| step.key == key) else { return };
        match step.written.len() {
            MOST_LINES => step.written.push("##[warning]The sandbox keeps no more of this log.".to_owned()),
            length if length < MOST_LINES => step.written.push(line.to_owned()),
            _ => {}
        }
    }

    /// Ends a job whose steps have really run. Those that nothing was heard of were left out.
    pub(super) fn close(&mut self, now: Timestamp) {
        let Some(verdict) = self.acted.as_ref().and_then(|acted| acted.verdict) else { return };
        if let Some(last) = self.steps.last_mut().filter(|last| last.status == Status::Queued) {
            last.begin(now);
            last.end(Conclusion::Success, now);
        }
        self.end(verdict, now);
    }
}
