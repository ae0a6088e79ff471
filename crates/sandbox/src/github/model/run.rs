use super::{Conclusion, Job, Status};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One run of a workflow, with the jobs of all its attempts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    pub id: u64,
    /// `owner/name`.
    pub repository: String,
    pub workflow: RunWorkflow,
    pub title: String,
    pub number: u64,
    pub event: String,
    /// Branch or tag.
    pub branch: String,
    pub sha: String,
    /// The login of who started it.
    pub actor: String,
    pub inputs: BTreeMap<String, String>,
    pub attempt: u32,
    pub status: Status,
    pub conclusion: Option<Conclusion>,
    pub created_at: Timestamp,
    /// Of the newest attempt.
    pub started_at: Timestamp,
    pub updated_at: Timestamp,
    pub cancelled: bool,
    pub jobs: Vec<Job>,
}

/// The workflow of a run, as it was.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunWorkflow {
    pub id: u64,
    pub name: String,
    /// `.github/workflows/deploy.yml`.
    pub path: String,
}

/// A run as tests look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRecord {
    pub id: u64,
    /// `owner/name`.
    pub repository: String,
    /// The file below `.github/workflows`.
    pub workflow: String,
    pub title: String,
    pub branch: String,
    pub actor: String,
    /// As dispatched, and what the workflow file gives by default.
    pub inputs: BTreeMap<String, String>,
    pub attempt: u32,
    pub status: Status,
    pub conclusion: Option<Conclusion>,
    pub created_at: Timestamp,
    /// Of a run that is over: when it ended.
    pub updated_at: Timestamp,
}

/// What GitHub tells its webhooks of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Run {
        action: &'static str,
    },
    Job {
        id: u64,
        action: &'static str,
    },
    /// A job waits for an App's verdict.
    Rule {
        job: u64,
    },
    /// A job's reviewers are asked, or one of them has answered.
    Review {
        job: u64,
        action: &'static str,
    },
}

/// When to look at a run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// After the time that a step takes.
    Soon,
    /// When somebody did something.
    Blocked,
    Over,
}

impl RunWorkflow {
    pub fn file(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

impl Run {
    pub fn record(&self) -> RunRecord {
        RunRecord {
            id: self.id,
            repository: self.repository.clone(),
            workflow: self.workflow.file().to_owned(),
            title: self.title.clone(),
            branch: self.branch.clone(),
            actor: self.actor.clone(),
            inputs: self.inputs.clone(),
            attempt: self.attempt,
            status: self.status,
            conclusion: self.conclusion,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    pub fn is_over(&self) -> bool {
        self.status == Status::Completed
    }

    /// The jobs of the newest attempt.
    pub fn latest(&self) -> impl Iterator<Item = &Job> {
        self.jobs.iter().filter(|job| job.attempt == self.attempt)
    }

    /// Those of them that are not over.
    fn open(&mut self) -> impl Iterator<Item = &mut Job> {
        let attempt = self.attempt;
        self.jobs.iter_mut().filter(move |job| job.attempt == attempt && !job.is_over())
    }

    /// Moves everything on by one step. While `hold`, steps that began do not end.
    pub fn advance(&mut self, now: Timestamp, hold: bool) -> Vec<Change> {
        if self.is_over() {
            return Vec::new();
        }
        let mut changes = Vec::new();
        if self.cancelled {
            self.end_all(Conclusion::Cancelled, now, &mut changes);
        } else {
            self.advance_jobs(now, hold, &mut changes);
        }
        self.settle(now, &mut changes);
        changes
    }

    /// When to go on.
    pub fn pace(&self, hold: bool) -> Pace {
        if self.is_over() {
            return Pace::Over;
        }
        let runs = |job: &Job| job.status == Status::InProgress && job.is_done_or_played() && !hold;
        let begins = |job: &Job| job.status == Status::Queued && self.is_next(job);
        let goes_on =
            |job: &Job| job.status == Status::Waiting && (job.gates.are_open() || job.gates.are_refused());
        let any = self.latest().any(|job| runs(job) || begins(job) || goes_on(job));
        if any || self.cancelled { Pace::Soon } else { Pace::Blocked }
    }

    /// All jobs that it needs are over.
    fn is_next(&self, job: &Job) -> bool {
        job.needs.iter().all(|key| self.latest().find(|job| job.key == *key).is_none_or(Job::is_over))
    }

    /// Of the jobs that it needs, one did not go well.
    fn is_in_vain(&self, job: &Job) -> bool {
        job.needs
            .iter()
            .any(|key| self.latest().any(|job| job.key == *key && job.is_over() && !job.went_well()))
    }

    fn advance_jobs(&mut self, now: Timestamp, hold: bool, changes: &mut Vec<Change>) {
        let next: Vec<u64> = self.latest().filter(|job| self.is_next(job)).map(|job| job.id).collect();
        let in_vain: Vec<u64> = self.latest().filter(|job| self.is_in_vain(job)).map(|job| job.id).collect();
        for job in self.open().filter(|job| next.contains(&job.id)) {
            if in_vain.contains(&job.id) {
                job.end(Conclusion::Skipped, now);
                changes.push(Change::Job { id: job.id, action: "completed" });
            } else {
                advance_job(job, now, hold, changes);
            }
        }
    }

    fn end_all(&mut self, conclusion: Conclusion, now: Timestamp, changes: &mut Vec<Change>) {
        for job in self.open() {
            job.end(conclusion, now);
            changes.push(Change::Job { id: job.id, action: "completed" });
        }
    }

    /// The run's own state follows its jobs.
    fn settle(&mut self, now: Timestamp, changes: &mut Vec<Change>) {
        let status = self.status_of_jobs();
        if status != self.status || !changes.is_empty() {
            self.updated_at = now;
        }
        if status == self.status {
            return;
        }
        let began = self.status == Status::Queued;
        self.status = status;
        if status == Status::Completed {
            self.conclusion = Some(self.conclusion_of_jobs());
            changes.push(Change::Run { action: "completed" });
        } else if began {
            changes.insert(0, Change::Run { action: "in_progress" });
        }
    }

    fn status_of_jobs(&self) -> Status {
        let any = |status| self.latest().any(|job| job.status == status);
        let began = self.latest().any(|job| job.status != Status::Queued);
        match () {
            () if self.latest().all(Job::is_over) => Status::Completed,
            () if any(Status::InProgress) => Status::InProgress,
            () if any(Status::Waiting) => Status::Waiting,
            () if began => Status::InProgress,
            () => Status::Queued,
        }
    }

    fn conclusion_of_jobs(&self) -> Conclusion {
        let any = |conclusion| self.latest().any(|job| job.conclusion == Some(conclusion));
        match () {
            () if any(Conclusion::Failure) => Conclusion::Failure,
            () if any(Conclusion::Cancelled) || self.cancelled => Conclusion::Cancelled,
            () => Conclusion::Success,
        }
    }

    /// The next attempt, with all jobs or only with those that did not go well; the others are taken over as they are.
    pub fn begin_again(&mut self, only_failed: bool, now: Timestamp, next_id: &mut dyn FnMut() -> u64) {
        let attempt = self.attempt + 1;
        let next = |job: &Job| match only_failed && job.went_well() {
            true => Job { id: next_id(), attempt, ..job.clone() },
            false => job.fresh(next_id(), attempt, now),
        };
        let jobs: Vec<Job> = self.latest().map(next).collect();
        self.jobs.extend(jobs);
        self.attempt = attempt;
        self.status = Status::Queued;
        self.conclusion = None;
        self.cancelled = false;
        self.started_at = now;
        self.updated_at = now;
    }

    /// Makes the run fail: the last script of its first job does.
    pub fn break_attempt(&mut self) {
        let Some(job) = self.open().next() else {
            return;
        };
        // The last one only tidies up.
        let last = job.steps.len().saturating_sub(2);
        if let Some(step) = job.steps.get_mut(last) {
            step.broken = true;
        }
        // What really runs fails only by itself.
        job.acted = None;
    }
}

fn advance_job(job: &mut Job, now: Timestamp, hold: bool, changes: &mut Vec<Change>) {
    let before = job.status;
    match job.status {
        Status::Queued | Status::Waiting if job.gates.are_refused() => job.end(Conclusion::Failure, now),
        Status::Queued | Status::Waiting if job.gates.are_open() => job.begin(now),
        Status::Queued => job.status = Status::Waiting,
        Status::InProgress if !hold && job.acted.is_some() => job.close(now),
        Status::InProgress if !hold => job.step(now),
        Status::InProgress | Status::Waiting | Status::Completed => {}
    }
    if job.status != before {
        changes.push(Change::Job { id: job.id, action: job.status.as_str() });
    }
    if job.status == Status::Waiting && before != Status::Waiting && job.gates.wants_rule() {
        changes.push(Change::Rule { job: job.id });
    }
    if job.status == Status::Waiting && before != Status::Waiting && job.gates.wants_review() {
        changes.push(Change::Review { job: job.id, action: "requested" });
    }
}
