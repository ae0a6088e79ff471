//! The CI backend in memory: workflows are started, run for a while and end as they are told to.

mod commits;
mod faults;
mod port;
mod review;
mod run;
mod world;

pub use faults::{PipelineFault, PipelineRule};

use crate::clock::TokioClock;
use domain::Timestamp;
use domain::changes::CommitLine;
use domain::pipeline::{Conclusion, Guard, Reviewed, Run, RunState, WorkflowFile};
use domain::rollout::RunRef;
use review::Reviewers;
use services::ports::{Clock, Dispatch, PipelineError, RepositoryEntry, RuleAnswer};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use world::World;

/// What [`SimulatedPipelines::default`] shows at first.
const EPOCH: Timestamp = Timestamp(1_800_000_000_000);

/// How long things take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PipelineTiming {
    /// Each call; it takes effect half-way.
    pub latency: Duration,
    /// From the start of a run until it shows in lists, and with that to `find`.
    pub listed_after: Duration,
    /// How long a run waits for a machine.
    pub queued: Duration,
    /// From the start of a run to its end; not before `looks` are over.
    pub takes: Duration,
    /// So many looks at a run with `run` find it unfinished; the next one finds it ended.
    pub looks: u32,
}

impl Default for PipelineTiming {
    /// One look finds a run running, the next one finds it ended.
    fn default() -> Self {
        let none = Duration::ZERO;
        PipelineTiming { latency: none, listed_after: none, queued: none, takes: none, looks: 1 }
    }
}

/// A CI backend in memory. Clones are the same backend, also for portals that come and go.
///
/// A repository without declared workflows takes any dispatch; one with them refuses what GitHub would refuse.
#[derive(Clone)]
pub struct SimulatedPipelines {
    clock: Arc<dyn Clock>,
    world: Arc<Mutex<World>>,
}

/// One call, as it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipelineCall {
    pub at: Timestamp,
    /// The port's method.
    pub operation: &'static str,
    /// The dispatch id, or else the run, the job or the repository.
    pub subject: String,
    pub error: Option<PipelineError>,
}

/// A dispatch that started a run, also when its answer was lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    pub at: Timestamp,
    pub dispatch: Dispatch,
    pub run: RunRef,
}

impl Default for SimulatedPipelines {
    /// Follows tokio's time, from the same moment as the simulated cloud.
    fn default() -> Self {
        Self::with_clock(Arc::new(TokioClock::starting_at(EPOCH)))
    }
}

impl SimulatedPipelines {
    /// With a clock of the caller's.
    pub fn with_clock(clock: Arc<dyn Clock>) -> Self {
        Self::seeded(clock, 0)
    }

    /// With the seed of what faults roll.
    pub fn seeded(clock: Arc<dyn Clock>, seed: u64) -> Self {
        SimulatedPipelines { clock, world: Arc::new(Mutex::new(World::new(seed))) }
    }

    /// From now on things take this long, also in runs under way.
    pub fn set_timing(&self, timing: PipelineTiming) {
        self.world().timing = timing;
    }

    /// Adds a rule for faults.
    pub fn inject(&self, rule: PipelineRule) {
        self.world().rules.push(rule);
    }

    /// Drops all rules for faults.
    pub fn heal(&self) {
        self.world().rules.clear();
    }

    /// From now on runs whose input has this value end like this, until [`SimulatedPipelines::mend`].
    pub fn end_with(&self, input: &str, value: &str, conclusion: Conclusion) {
        self.world().endings.insert((input.to_owned(), value.to_owned()), conclusion);
    }

    /// From now on runs end well.
    pub fn mend(&self) {
        self.world().endings.clear();
    }

    /// Holds a run in this state from now on; `Done` ends it.
    pub fn show(&self, run: &str, state: RunState) {
        let now = self.clock.now();
        if let Some(run) = self.world().runs.iter_mut().find(|known| known.id == run) {
            run.hold(state, now);
        }
    }

    /// Declares a workflow; the repository refuses undeclared ones and unfitting inputs from now on.
    pub fn put_workflow(&self, repository: &str, file: WorkflowFile) {
        let mut world = self.world();
        let known = world.workflows.entry(repository.to_owned()).or_default();
        known.retain(|other| other.file != file.file);
        known.push(file);
    }

    /// Gives a repository environments.
    pub fn put_environments(&self, repository: &str, names: &[&str]) {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        self.world().environments.insert(repository.to_owned(), names);
    }

    /// From now on this stands at the end of each job's log.
    pub fn write_into_logs(&self, text: &str) {
        text.clone_into(&mut self.world().written);
    }

    /// Puts a text file, the same at every branch and tag.
    pub fn put_file(&self, repository: &str, path: &str, text: &str) {
        self.world().files.insert((repository.to_owned(), path.to_owned()), text.to_owned());
    }

    /// From now on lists of repositories show these, of which some are archived.
    pub fn put_repositories(&self, names: &[&str], archived: &[&str]) {
        let entry =
            |name: &&str| RepositoryEntry { name: (*name).to_owned(), archived: archived.contains(name) };
        self.world().repositories = names.iter().chain(archived).map(entry).collect();
    }

    /// Gives a repository a straight history, the oldest commit first.
    pub fn put_commits(&self, repository: &str, commits: Vec<CommitLine>) {
        self.world().commits.insert(repository.to_owned(), commits);
    }

    /// From now on runs that deploy to this environment are asked this.
    pub fn protect(&self, repository: &str, environment: &str, guard: Guard) {
        self.world().guards.insert((repository.to_owned(), environment.to_owned()), guard);
    }

    /// From now on runs that deploy to this environment wait for one of these logins.
    pub fn want_review(&self, repository: &str, environment: &str, people: &[&str]) {
        let people = people.iter().map(|login| (*login).to_owned()).collect();
        self.put_reviewers(repository, environment, Reviewers { people, ..Reviewers::default() });
    }

    /// The same for the members of a team.
    pub fn want_review_of_team(&self, repository: &str, environment: &str, team: &str, members: &[&str]) {
        let members = members.iter().map(|login| (*login).to_owned()).collect();
        let teams = vec![(team.to_owned(), members)];
        self.put_reviewers(repository, environment, Reviewers { teams, ..Reviewers::default() });
    }

    /// From now on whoever has started a run there does not answer for it.
    pub fn prevent_self_review(&self, repository: &str, environment: &str) {
        let key = (repository.to_owned(), environment.to_owned());
        self.world().reviewers.entry(key).or_default().no_self_review = true;
    }

    fn put_reviewers(&self, repository: &str, environment: &str, reviewers: Reviewers) {
        let key = (repository.to_owned(), environment.to_owned());
        self.protect(repository, environment, Guard { reviewers: true, ..Guard::default() });
        self.world().reviewers.insert(key, reviewers);
    }

    /// A person's own token, and the login that it belongs to.
    pub fn put_account(&self, token: &str, login: &str) {
        self.world().accounts.insert(token.to_owned(), login.to_owned());
    }

    /// From now on this token belongs to nobody.
    pub fn revoke_account(&self, token: &str) {
        self.world().accounts.remove(token);
    }

    /// Somebody answers for a run on the backend's own pages.
    ///
    /// # Errors
    /// When it does not wait for them.
    pub fn review_by_hand(
        &self,
        login: &str,
        repository: &str,
        run: &str,
        answer: &RuleAnswer,
    ) -> Result<(), PipelineError> {
        let now = self.clock.now();
        self.world().reviewed_by(login, (repository, run), answer, now)
    }

    /// What reviewers have said, oldest first: the run, and the answer.
    pub fn reviews_given(&self) -> Vec<(String, Reviewed)> {
        self.world().reviews.clone()
    }

    /// What the portal's rule answered, oldest first: the run, and the answer.
    pub fn rule_answers(&self) -> Vec<(String, RuleAnswer)> {
        self.world().answers.clone()
    }

    /// Somebody starts a workflow outside the portal, or a second time with the same id.
    pub fn start_behind_the_back(&self, dispatch: &Dispatch) -> RunRef {
        let now = self.clock.now();
        self.world().start(dispatch, now)
    }

    /// What the portal started, oldest first. An id that is in it twice was started twice.
    pub fn started(&self) -> Vec<Started> {
        self.world().started.clone()
    }

    /// How often a dispatch with this id started something.
    pub fn starts(&self, id: &str) -> usize {
        self.world().started.iter().filter(|started| started.dispatch.id == id).count()
    }

    /// All runs, oldest first, without counting as a look.
    pub fn all_runs(&self) -> Vec<Run> {
        let (now, mut world) = (self.clock.now(), self.world());
        world.advance(now);
        let timing = world.timing;
        world.runs.iter().map(|run| run.shown(now, timing)).collect()
    }

    /// All calls, oldest first.
    pub fn calls(&self) -> Vec<PipelineCall> {
        self.world().calls.clone()
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for SimulatedPipelines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SimulatedPipelines").finish_non_exhaustive()
    }
}
