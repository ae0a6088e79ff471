//! Runs go on by themselves: one task each, for as long as it is not over.

use super::act;
use super::clock;
use super::deliver::Queued;
use super::model::{Actor, Change, Job, Pace, Run, RunWorkflow, State, Status};
use super::repositories::{Commit, Repository};
use super::workflow::{self, Attempt, Workflow};
use super::world::World;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::time::sleep;

/// A run that is to begin, with inputs that were checked.
pub struct Beginning<'a> {
    pub repository: &'a Repository,
    pub workflow: &'a Workflow,
    /// Branch or tag.
    pub branch: &'a str,
    pub commit: &'a Commit,
    pub actor: &'a Actor,
    pub inputs: BTreeMap<String, String>,
    /// Its jobs really run.
    pub acted: bool,
}

/// Begins a run and returns its id.
pub fn begin(world: &Arc<World>, beginning: Beginning<'_>) -> u64 {
    let broken = world.faults.fails(beginning.workflow.file(), &beginning.inputs);
    let id = world.change(|state| {
        let mut run = beginning.run(state, clock::now());
        if broken {
            run.break_attempt();
        }
        let id = run.id;
        state.add_run(run);
        id
    });
    announce(world, id);
    drive(world, id);
    id
}

impl Beginning<'_> {
    fn run(self, state: &mut State, now: Timestamp) -> Run {
        let workflow = self.workflow;
        let mut run = Run {
            id: state.next_id(),
            repository: self.repository.full_name(),
            workflow: RunWorkflow {
                id: workflow.id,
                name: workflow.name.clone(),
                path: workflow.path.clone(),
            },
            title: String::new(),
            number: state.next_number(workflow.id),
            event: "workflow_dispatch".to_owned(),
            branch: self.branch.to_owned(),
            sha: self.commit.sha.clone(),
            actor: self.actor.login().to_owned(),
            inputs: self.inputs,
            attempt: 1,
            status: Status::Queued,
            conclusion: None,
            created_at: now,
            started_at: now,
            updated_at: now,
            cancelled: false,
            jobs: Vec::new(),
        };
        run.title = workflow::title(workflow, &run);
        let mut attempt = Attempt { number: 1, now, acted: self.acted, next_id: &mut || state.next_id() };
        run.jobs = workflow::plan(self.repository, workflow, &run, &mut attempt);
        run
    }
}

/// Begins the next attempt of a run that is over, with all its jobs or only with those that did not go well. `false` when
/// it is not over.
pub fn begin_again(world: &Arc<World>, id: u64, only_failed: bool) -> bool {
    let known = world.read(|state| state.runs.get(&id).cloned());
    let Some(known) = known.filter(Run::is_over) else {
        return false;
    };
    let began = world.change(|state| {
        let current = state.runs.get(&id);
        if current.is_none_or(|run| !run.is_over() || run.attempt != known.attempt) {
            return false;
        }
        let mut run = known.clone();
        run.begin_again(only_failed, clock::now(), &mut || state.next_id());
        if world.faults.fails(run.workflow.file(), &run.inputs) {
            run.break_attempt();
        }
        state.runs.insert(id, run);
        true
    });
    if began {
        announce(world, id);
        drive(world, id);
    }
    began
}

/// Tells the webhooks that an attempt begins.
fn announce(world: &World, id: u64) {
    let Some(run) = world.read(|state| state.runs.get(&id).cloned()) else {
        return;
    };
    world.send(Queued::of(world, &run, &Change::Run { action: "requested" }));
    for job in run.latest().filter(|job| !job.is_over()) {
        world.send(Queued::of(world, &run, &Change::Job { id: job.id, action: "queued" }));
    }
}

/// Sees a run through.
pub fn drive(world: &Arc<World>, id: u64) {
    let world = Arc::clone(world);
    tokio::spawn(async move {
        tokio::select! {
            () = see_through(&world, id) => {}
            () = world.stopped() => {}
        }
    });
}

async fn see_through(world: &Arc<World>, id: u64) {
    let mut changes = world.changes();
    let mut faults = world.faults.changes();
    resume(world, id);
    sleep(world.options.speed.0).await;
    loop {
        changes.mark_unchanged();
        let hold = faults.borrow_and_update().runs_never_end;
        match step(world, id, hold) {
            Pace::Over => return,
            Pace::Soon => sleep(world.options.speed.0).await,
            Pace::Blocked => tokio::select! {
                _ = changes.changed() => {}
                _ = faults.changed() => {}
            },
        }
    }
}

/// Jobs that really ran when an earlier stand-in stopped begin anew.
fn resume(world: &Arc<World>, id: u64) {
    let begun = world.change_if(
        |state| {
            let jobs = state.runs.get_mut(&id).into_iter().flat_map(|run| &mut run.jobs);
            let begun = jobs.filter(|job| job.status == Status::InProgress && job.acted.is_some());
            begun.map(|job| job.restart(clock::now())).collect::<Vec<u64>>()
        },
        |begun| !begun.is_empty(),
    );
    begun.into_iter().for_each(|job| act::start(world, id, job));
}

/// Moves a run on by one step and tells the webhooks.
fn step(world: &Arc<World>, id: u64, hold: bool) -> Pace {
    let advance = |state: &mut State| {
        let run = state.runs.get_mut(&id)?;
        let changes = run.advance(clock::now(), hold);
        Some((changes, run.pace(hold)))
    };
    // Steps end without a change that webhooks hear of, so whatever goes on is one.
    let is_one = |outcome: &Option<(Vec<Change>, Pace)>| {
        outcome.as_ref().is_some_and(|(changes, pace)| !changes.is_empty() || *pace == Pace::Soon)
    };
    let Some((changes, pace)) = world.change_if(advance, is_one) else {
        return Pace::Over;
    };
    let run = world.read(|state| state.runs.get(&id).cloned());
    for job in run.iter().flat_map(|run| run.jobs.iter().filter(|job| begins_to_run(job, &changes))) {
        act::start(world, id, job.id);
    }
    for change in run.iter().flat_map(|run| changes.iter().map(move |change| (run, change))) {
        world.send(Queued::of(world, change.0, change.1));
    }
    pace
}

fn begins_to_run(job: &Job, changes: &[Change]) -> bool {
    let began = |change: &Change| *change == Change::Job { id: job.id, action: Status::InProgress.as_str() };
    job.acted.is_some() && changes.iter().any(began)
}
