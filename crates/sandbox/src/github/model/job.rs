use super::{Acted, Conclusion, Status};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One job of one attempt of a run. What it will do was decided when the attempt began.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Job {
    pub id: u64,
    pub attempt: u32,
    /// Its key in the workflow file.
    pub key: String,
    pub name: String,
    /// Keys of the jobs that come first.
    pub needs: Vec<String>,
    pub environment: Option<String>,
    pub gates: Gates,
    pub labels: Vec<String>,
    pub status: Status,
    pub conclusion: Option<Conclusion>,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub completed_at: Option<Timestamp>,
    pub steps: Vec<Step>,
    /// Its steps really run; `None`: they are only played.
    #[serde(default)]
    pub acted: Option<Acted>,
}

/// One step of a job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Step {
    /// Its id in the workflow file, or its place there from 0; empty for those that GitHub adds.
    #[serde(default)]
    pub key: String,
    pub name: String,
    pub status: Status,
    pub conclusion: Option<Conclusion>,
    pub started_at: Option<Timestamp>,
    pub completed_at: Option<Timestamp>,
    /// What it writes when it runs, as far as that is known before.
    pub log: Vec<String>,
    /// What it has written when it really ran.
    #[serde(default)]
    pub written: Vec<String>,
    /// What its script ends with.
    pub exit: i32,
    /// A fault makes it fail, whatever its script does.
    pub broken: bool,
}

/// What an environment wants before a job may begin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Gates {
    /// One of these people has to approve; neither people nor teams: no review is wanted.
    pub reviewers: Vec<String>,
    /// One of their members may do so instead.
    pub teams: Vec<String>,
    /// Whoever has started the run may not.
    pub no_self_review: bool,
    pub review: Option<Review>,
    /// A GitHub App has to let it pass.
    pub rule: bool,
    pub passed: Option<bool>,
    /// What the App said, without or with its verdict.
    pub reports: Vec<Report>,
}

/// Somebody's verdict on a deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub login: String,
    pub approved: bool,
    pub comment: String,
}

/// What an App reports about its rule, in Markdown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub at: Timestamp,
    pub comment: String,
}

impl Gates {
    pub fn wants_review(&self) -> bool {
        !(self.reviewers.is_empty() && self.teams.is_empty()) && self.review.is_none()
    }

    /// Whether somebody may approve or reject what `starter` has started.
    pub fn admits(&self, login: &str, starter: &str) -> bool {
        let named = self.reviewers.iter().any(|reviewer| reviewer == login);
        let own = self.no_self_review && login == starter;
        self.wants_review() && !own && (named || teams_of(login).iter().any(|team| self.teams.contains(team)))
    }

    pub fn wants_rule(&self) -> bool {
        self.rule && self.passed.is_none()
    }

    pub fn are_open(&self) -> bool {
        !self.wants_review() && !self.wants_rule() && !self.are_refused()
    }

    pub fn are_refused(&self) -> bool {
        self.review.as_ref().is_some_and(|review| !review.approved) || self.passed == Some(false)
    }
}

/// The teams of one of the sandbox's people.
fn teams_of(login: &str) -> Vec<String> {
    let people = crate::people().map(Vec::from).unwrap_or_default();
    let person = people.into_iter().find(|person| person.actor.login == login);
    let memberships = person.map(|person| person.actor.memberships).unwrap_or_default();
    memberships.into_iter().filter_map(|membership| membership.team).map(String::from).collect()
}

impl Step {
    pub fn new(name: String, log: Vec<String>, exit: i32) -> Self {
        Step {
            key: String::new(),
            name,
            status: Status::Queued,
            conclusion: None,
            started_at: None,
            completed_at: None,
            written: Vec::new(),
            log,
            exit,
            broken: false,
        }
    }

    /// The same step before it ran.
    pub fn fresh(&self) -> Self {
        Step { key: self.key.clone(), ..Step::new(self.name.clone(), self.log.clone(), self.exit) }
    }

    fn fails(&self) -> bool {
        self.broken || self.exit != 0
    }

    pub(super) fn begin(&mut self, now: Timestamp) {
        self.status = Status::InProgress;
        self.started_at = Some(now);
    }

    pub(super) fn end(&mut self, conclusion: Conclusion, now: Timestamp) {
        self.status = Status::Completed;
        self.conclusion = Some(conclusion);
        self.completed_at = Some(now);
    }
}

impl Job {
    /// The same job of a next attempt, before it ran.
    pub fn fresh(&self, id: u64, attempt: u32, now: Timestamp) -> Self {
        let gates = Gates { review: None, passed: None, reports: Vec::new(), ..self.gates.clone() };
        let steps = self.steps.iter().map(Step::fresh).collect();
        Job {
            id,
            attempt,
            gates,
            steps,
            acted: self.acted.as_ref().map(|_| Acted::default()),
            status: Status::Queued,
            conclusion: None,
            created_at: now,
            started_at: None,
            completed_at: None,
            ..self.clone()
        }
    }

    pub fn is_over(&self) -> bool {
        self.status == Status::Completed
    }

    pub fn went_well(&self) -> bool {
        self.conclusion == Some(Conclusion::Success)
    }

    pub fn begin(&mut self, now: Timestamp) {
        self.status = Status::InProgress;
        self.started_at = Some(now);
        self.begin_next_step(now);
    }

    /// Ends the step that runs and begins the next; after the last, or one that fails, the job is over.
    pub fn step(&mut self, now: Timestamp) {
        let Some(step) = self.steps.iter_mut().find(|step| step.status == Status::InProgress) else {
            return self.end(Conclusion::Success, now);
        };
        if step.fails() {
            step.end(Conclusion::Failure, now);
            return self.end(Conclusion::Failure, now);
        }
        step.end(Conclusion::Success, now);
        if !self.begin_next_step(now) {
            self.end(Conclusion::Success, now);
        }
    }

    fn begin_next_step(&mut self, now: Timestamp) -> bool {
        let next = self.steps.iter_mut().find(|step| step.status == Status::Queued);
        if let Some(step) = next {
            step.begin(now);
            return true;
        }
        false
    }

    /// Ends the job. Steps that had not begun are skipped; one that runs ends like the job.
    pub fn end(&mut self, conclusion: Conclusion, now: Timestamp) {
        for step in &mut self.steps {
            match step.status {
                Status::InProgress => step.end(conclusion, now),
                Status::Queued => step.end(Conclusion::Skipped, now),
                Status::Waiting | Status::Completed => {}
            }
        }
        if conclusion == Conclusion::Skipped {
            self.steps.clear();
        }
        self.status = Status::Completed;
        self.conclusion = Some(conclusion);
        self.started_at.get_or_insert(now);
        self.completed_at = Some(now);
    }
}
