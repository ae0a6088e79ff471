//! All that the backend knows, and what calls do to it.

use super::review::Reviewers;
use super::run::SimRun;
use super::{PipelineCall, PipelineRule, PipelineTiming, Started};
use domain::Timestamp;
use domain::changes::CommitLine;
use domain::pipeline::{Conclusion, Guard, LogTail, Reviewed, RunState, WorkflowFile};
use domain::rollout::{RunRef, Workflow};
use rand::SeedableRng;
use rand::rngs::StdRng;
use services::ports::{DISPATCH_INPUT, Dispatch, FileList, PipelineError, RepositoryEntry, RuleAnswer};
use std::collections::BTreeMap;

/// Clocks may differ by so many milliseconds before a run is not found.
const SLACK: i64 = 5 * 60_000;

#[derive(Debug)]
pub(super) struct World {
    pub timing: PipelineTiming,
    pub rules: Vec<PipelineRule>,
    pub rng: StdRng,
    pub runs: Vec<SimRun>,
    pub started: Vec<Started>,
    pub calls: Vec<PipelineCall>,
    /// Input and value → how runs with them end.
    pub endings: BTreeMap<(String, String), Conclusion>,
    /// By repository.
    pub workflows: BTreeMap<String, Vec<WorkflowFile>>,
    /// By repository.
    pub environments: BTreeMap<String, Vec<String>>,
    /// What every log has at its end.
    pub written: String,
    /// By repository and path.
    pub files: BTreeMap<(String, String), String>,
    /// What lists of repositories show.
    pub repositories: Vec<RepositoryEntry>,
    /// By repository, the oldest first.
    pub commits: BTreeMap<String, Vec<CommitLine>>,
    /// By repository and environment, which is what a run's input `stage` names.
    pub guards: BTreeMap<(String, String), Guard>,
    /// By repository and environment.
    pub reviewers: BTreeMap<(String, String), Reviewers>,
    /// Whom people's own tokens belong to.
    pub accounts: BTreeMap<String, String>,
    /// What reviewers said, oldest first: the run, and the answer.
    pub reviews: Vec<(String, Reviewed)>,
    /// What the portal's rule said, oldest first: the run, and the answer.
    pub answers: Vec<(String, RuleAnswer)>,
}

impl World {
    pub fn new(seed: u64) -> Self {
        World {
            timing: PipelineTiming::default(),
            rules: Vec::new(),
            rng: StdRng::seed_from_u64(seed),
            runs: Vec::new(),
            started: Vec::new(),
            calls: Vec::new(),
            endings: BTreeMap::new(),
            workflows: BTreeMap::new(),
            environments: BTreeMap::new(),
            written: String::new(),
            files: BTreeMap::new(),
            repositories: Vec::new(),
            commits: BTreeMap::new(),
            guards: BTreeMap::new(),
            reviewers: BTreeMap::new(),
            accounts: BTreeMap::new(),
            reviews: Vec::new(),
            answers: Vec::new(),
        }
    }

    pub fn advance(&mut self, now: Timestamp) {
        let timing = self.timing;
        self.runs.iter_mut().for_each(|run| run.advance(now, timing));
    }

    pub fn start(&mut self, dispatch: &Dispatch, now: Timestamp) -> RunRef {
        let mut run = SimRun::new(self.runs.len() + 1, dispatch, self.ending(dispatch), now);
        let key = (run.dispatch.workflow.repository.clone(), run.environment().to_owned());
        run.wants_rule = self.guard_of(&run).portal;
        run.wants_review = self.reviewers.contains_key(&key);
        if run.wants_rule || run.wants_review {
            run.hold(RunState::Waiting, now);
        }
        let reference = run.reference();
        self.runs.push(run);
        reference
    }

    fn guard_of(&self, run: &SimRun) -> Guard {
        let key = (run.dispatch.workflow.repository.clone(), run.environment().to_owned());
        self.guards.get(&key).copied().unwrap_or_default()
    }

    pub fn answer_rule(
        &mut self,
        repository: &str,
        id: &str,
        (environment, answer): (&str, &RuleAnswer),
        now: Timestamp,
    ) -> Result<(), PipelineError> {
        let run = self.run(repository, id)?;
        if !run.is_waiting() || !run.wants_rule || run.environment() != environment {
            let words = "There is no pending deployment for this environment.";
            return Err(PipelineError::Refused(words.to_owned()));
        }
        run.wants_rule = false;
        match answer.pass {
            true if !run.wants_review => run.let_go(now),
            true => {}
            false => run.hold(RunState::Done { conclusion: Conclusion::Failure }, now),
        }
        self.answers.push((id.to_owned(), answer.clone()));
        Ok(())
    }

    fn ending(&self, dispatch: &Dispatch) -> Conclusion {
        let scripted = |(name, value): (&String, &String)| self.endings.get(&(name.clone(), value.clone()));
        dispatch.inputs.iter().find_map(scripted).cloned().unwrap_or(Conclusion::Success)
    }

    pub fn dispatch(&mut self, dispatch: &Dispatch, now: Timestamp) -> Result<RunRef, PipelineError> {
        self.accept(dispatch)?;
        let run = self.start(dispatch, now);
        self.started.push(Started { at: now, dispatch: dispatch.clone(), run: run.clone() });
        Ok(run)
    }

    /// As GitHub does, where workflows are declared.
    fn accept(&self, dispatch: &Dispatch) -> Result<(), PipelineError> {
        let Workflow { repository, file, .. } = &dispatch.workflow;
        let Some(declared) = self.workflows.get(repository) else { return Ok(()) };
        let missing = || PipelineError::NotFound(format!("the workflow {file} in {repository}"));
        let workflow = declared.iter().find(|workflow| workflow.file == *file).ok_or_else(missing)?;
        let refuse = |words: String| Err(PipelineError::Refused(words));
        if workflow.disabled {
            return refuse("Cannot trigger a 'workflow_dispatch' on a disabled workflow".to_owned());
        }
        let known = |name: &str| workflow.inputs.iter().any(|input| input.name == name);
        if let Some(unknown) = sent(dispatch).find(|name| !known(name)) {
            return refuse(format!("Unexpected inputs provided: [\"{unknown}\"]"));
        }
        for input in &workflow.inputs {
            let given = dispatch.inputs.get(&input.name).map(String::as_str);
            if let Err(reason) = input.check(given) {
                return refuse(format!("The input {} {reason}", input.name));
            }
        }
        Ok(())
    }

    pub fn find(
        &self,
        workflow: &Workflow,
        id: &str,
        (since, now): (Timestamp, Timestamp),
    ) -> Result<Option<RunRef>, PipelineError> {
        let fits = |run: &&SimRun| {
            let timely = run.created.since(since) >= -SLACK && run.listed(now, self.timing);
            run.dispatch.workflow == *workflow && run.dispatch.id == id && timely
        };
        let found: Vec<&SimRun> = self.runs.iter().filter(fits).collect();
        match found[..] {
            [] => Ok(None),
            [run] => Ok(Some(run.reference())),
            _ => Err(PipelineError::Refused(format!("{} runs carry the id {id}", found.len()))),
        }
    }

    pub fn run(&mut self, repository: &str, id: &str) -> Result<&mut SimRun, PipelineError> {
        let known =
            self.runs.iter_mut().find(|run| run.dispatch.workflow.repository == repository && run.id == id);
        known.ok_or_else(|| PipelineError::NotFound(format!("the run {id} of {repository}")))
    }

    pub fn cancel(&mut self, repository: &str, id: &str, now: Timestamp) -> Result<(), PipelineError> {
        let run = self.run(repository, id)?;
        if run.conclusion().is_none() {
            run.hold(RunState::Done { conclusion: Conclusion::Cancelled }, now);
        }
        Ok(())
    }

    pub fn repositories(&self, owner: Option<&str>) -> Vec<RepositoryEntry> {
        let of = |entry: &&RepositoryEntry| {
            let theirs = entry.name.split('/').next().unwrap_or_default();
            owner.is_none_or(|owner| owner.eq_ignore_ascii_case(theirs))
        };
        self.repositories.iter().filter(of).cloned().collect()
    }

    pub fn list_files(&self, repository: &str) -> FileList {
        let paths = self.files.keys().filter(|(of, _)| of == repository).map(|(_, path)| path.clone());
        FileList { paths: paths.collect(), complete: true }
    }

    pub fn rerun(&mut self, repository: &str, id: &str, now: Timestamp) -> Result<(), PipelineError> {
        let dispatch = self.run(repository, id)?.dispatch.clone();
        let ending = self.ending(&dispatch);
        let run = self.run(repository, id)?;
        match run.conclusion() {
            None => Err(PipelineError::Refused("This workflow is already running".to_owned())),
            Some(Conclusion::Success) => {
                Err(PipelineError::Refused("The workflow run has no failed jobs".to_owned()))
            }
            Some(_) => {
                run.again(ending, now);
                Ok(())
            }
        }
    }

    pub fn log(&self, repository: &str, job: &str, most: usize) -> Result<LogTail, PipelineError> {
        let mut of_repository = self.runs.iter().filter(|run| run.dispatch.workflow.repository == repository);
        let log = of_repository.find(|run| run.job_id() == job).and_then(SimRun::log);
        let log =
            log.ok_or_else(|| PipelineError::NotFound(format!("the log of job {job}")))? + &self.written;
        let end = log.ceil_char_boundary(log.len().saturating_sub(most));
        Ok(LogTail { text: log[end..].to_owned(), whole: log.len() as u64 })
    }
}

/// The names of the inputs that go over.
fn sent(dispatch: &Dispatch) -> impl Iterator<Item = &str> {
    dispatch.inputs.keys().map(String::as_str).chain(dispatch.traced.then_some(DISPATCH_INPUT))
}
