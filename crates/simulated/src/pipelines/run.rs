//! One run, its one job and that job's log.

use super::PipelineTiming;
use domain::Timestamp;
use domain::pipeline::{Conclusion, Run, RunJob, RunState, RunStep};
use domain::rollout::RunRef;
use services::ports::Dispatch;
use std::time::Duration;

#[derive(Clone, Debug)]
pub(super) struct SimRun {
    pub id: String,
    pub dispatch: Dispatch,
    pub created: Timestamp,
    /// Of the newest attempt.
    started: Timestamp,
    updated: Timestamp,
    attempt: u32,
    looks: u32,
    /// How this attempt is going to end.
    pub ending: Conclusion,
    /// Overrules time and looks.
    held: Option<RunState>,
    /// The portal's rule has not answered yet.
    pub wants_rule: bool,
    /// No reviewer has answered yet.
    pub wants_review: bool,
}

impl SimRun {
    pub fn new(number: usize, dispatch: &Dispatch, ending: Conclusion, now: Timestamp) -> Self {
        SimRun {
            id: (1_000 + number).to_string(),
            dispatch: dispatch.clone(),
            created: now,
            started: now,
            updated: now,
            attempt: 1,
            looks: 0,
            ending,
            held: None,
            wants_rule: false,
            wants_review: false,
        }
    }

    pub fn reference(&self) -> RunRef {
        RunRef { id: self.id.clone(), url: self.url() }
    }

    fn url(&self) -> String {
        format!("https://github.example/{}/actions/runs/{}", self.dispatch.workflow.repository, self.id)
    }

    /// The backend's number of the newest attempt's job.
    pub fn job_id(&self) -> String {
        format!("{}{:03}", self.id, self.attempt)
    }

    pub fn look(&mut self) {
        self.looks = self.looks.saturating_add(1);
    }

    pub fn hold(&mut self, state: RunState, now: Timestamp) {
        self.held = Some(state);
        self.updated = now;
    }

    /// The environment that its job deploys to.
    pub fn environment(&self) -> &str {
        self.dispatch.inputs.get("stage").map_or("", String::as_str)
    }

    pub fn is_waiting(&self) -> bool {
        self.held == Some(RunState::Waiting)
    }

    /// Goes on after it was held.
    pub fn let_go(&mut self, now: Timestamp) {
        self.held = None;
        self.updated = now;
    }

    /// Ends when its time has come.
    pub fn advance(&mut self, now: Timestamp, timing: PipelineTiming) {
        let over = self.looks > timing.looks && now.since(self.started) >= millis(timing.takes);
        if self.held.is_none() && over {
            self.hold(RunState::Done { conclusion: self.ending.clone() }, now);
        }
    }

    /// Begins a further attempt.
    pub fn again(&mut self, ending: Conclusion, now: Timestamp) {
        (self.started, self.updated, self.looks, self.held) = (now, now, 0, None);
        self.attempt += 1;
        self.ending = ending;
    }

    pub fn conclusion(&self) -> Option<&Conclusion> {
        match &self.held {
            Some(RunState::Done { conclusion }) => Some(conclusion),
            _ => None,
        }
    }

    fn state(&self, now: Timestamp, timing: PipelineTiming) -> RunState {
        let queued = now.since(self.started) < millis(timing.queued);
        let going = if queued { RunState::Queued } else { RunState::Running };
        self.held.clone().unwrap_or(going)
    }

    pub fn listed(&self, now: Timestamp, timing: PipelineTiming) -> bool {
        now.since(self.created) >= millis(timing.listed_after)
    }

    pub fn shown(&self, now: Timestamp, timing: PipelineTiming) -> Run {
        let workflow = &self.dispatch.workflow;
        Run {
            id: self.id.clone(),
            url: self.url(),
            title: format!("{} [{}]", workflow.file, self.dispatch.id),
            file: workflow.file.clone(),
            branch: Some(workflow.reference.clone()),
            commit: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
            actor: Some("slipway[bot]".to_owned()),
            state: self.state(now, timing),
            attempt: self.attempt,
            created_at: self.created,
            updated_at: self.updated,
        }
    }

    pub fn jobs(&self, now: Timestamp, timing: PipelineTiming) -> Vec<RunJob> {
        let state = self.state(now, timing);
        let step = |number: u32, name: &str| RunStep { number, name: name.to_owned(), state: state.clone() };
        let begun = !matches!(state, RunState::Queued | RunState::Waiting);
        vec![RunJob {
            id: self.job_id(),
            name: "deploy".to_owned(),
            started_at: begun.then_some(self.started),
            completed_at: self.conclusion().map(|_| self.updated),
            steps: if begun { vec![step(1, "Set up job"), step(2, "Deploy")] } else { Vec::new() },
            state,
        }]
    }

    /// The whole log; `None` while the job runs, as on GitHub.
    pub fn log(&self) -> Option<String> {
        let conclusion = self.conclusion()?;
        let inputs = self.dispatch.inputs.iter().map(|(name, value)| format!("{name}={value}\n"));
        let end = conclusion.outcome().err().unwrap_or_else(|| "done".to_owned());
        Some(format!("Set up job\n{}{end}\n", inputs.collect::<String>()))
    }
}

pub(super) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
