//! Jobs whose steps really run, on this machine, through nektos/act.
//!
//! The stand-in still decides when a job may begin; then it gives act a file with this one job in it, and hears what comes of
//! it.

mod events;
mod folder;
mod job_file;

pub use events::Event;

use super::clock;
use super::model::{Conclusion, Job, Outputs, Run};
use super::options::Runner;
use super::world::World;
use folder::Folder;
use rustix::process::{Pid, Signal, kill_process_group};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Runs a job that has begun, until it ends, is cancelled, or the stand-in stops.
pub fn start(world: &Arc<World>, run: u64, job: u64) {
    let world = Arc::clone(world);
    tokio::spawn(async move {
        tokio::select! {
            () = conduct(&world, run, job) => {}
            () = ended(&world, run, job) => {}
            () = world.stopped() => {}
        }
    });
}

/// Returns when the job is over, for whatever reason.
async fn ended(world: &World, run: u64, job: u64) {
    let mut changes = world.changes();
    while find(world, run, job).is_some_and(|(_, job)| !job.is_over()) {
        if changes.changed().await.is_err() {
            return;
        }
    }
}

async fn conduct(world: &World, run: u64, job: u64) {
    let Ok(_turn) = world.acts.acquire().await else { return };
    let Some((found, begun)) = find(world, run, job) else { return };
    let verdict = match perform(world, &found, &begun).await {
        Ok(verdict) => verdict,
        Err(error) => {
            let line = format!("##[error]The sandbox cannot run this job: {error}");
            hear(world, run, job, &Event::StepWrote { step: Job::SET_UP.to_owned(), line });
            Conclusion::Failure
        }
    };
    hear(world, run, job, &Event::JobEnded(verdict));
}

/// Runs act and passes on what it tells; returns how the job ended.
async fn perform(world: &World, run: &Run, job: &Job) -> io::Result<Conclusion> {
    let folder = prepare(world, run, job)?;
    let mut act = Act::start(world, run, job, &folder)?;
    let (Some(out), Some(err)) = (act.child.stdout.take(), act.child.stderr.take()) else {
        return Err(io::Error::other("act has no output"));
    };
    let complaints = tokio::spawn(last_words(BufReader::new(err)));
    let mut lines = BufReader::new(out).lines();
    let mut verdict = None;
    while let Some(line) = lines.next_line().await? {
        match events::read(&line, &job.key) {
            // Told at the very end, because a job that is over hears nothing more.
            Some(Event::JobEnded(conclusion)) => verdict = Some(conclusion),
            Some(event) => hear(world, run.id, job.id, &event),
            None => {}
        }
    }
    let status = act.child.wait().await?;
    match verdict {
        Some(verdict) => Ok(verdict),
        // All that it was asked for had a condition that does not hold.
        None if status.success() => Ok(Conclusion::Skipped),
        None => Err(io::Error::other(complaints.await.unwrap_or_default())),
    }
}

fn prepare(world: &World, run: &Run, job: &Job) -> io::Result<Folder> {
    let gone = || io::Error::other("its workflow is gone");
    let repository = world.repositories.named(&run.repository).ok_or_else(gone)?;
    let source = repository.files.get(&run.workflow.path).ok_or_else(gone)?;
    let workflow = template::as_json(source).ok_or_else(gone)?;
    let file = job_file::job_file(&workflow, &job.key, &needed(run, job)).ok_or_else(gone)?;
    Folder::make(&repository, run, &file)
}

/// What the jobs before this one have put out.
fn needed(run: &Run, job: &Job) -> BTreeMap<String, Outputs> {
    let before = run.latest().filter(|other| job.needs.contains(&other.key));
    before.map(|other| (other.key.clone(), other.outputs())).collect()
}

async fn last_words(mut errors: impl AsyncBufReadExt + Unpin) -> String {
    let (mut line, mut last) = (String::new(), String::new());
    while errors.read_line(&mut line).await.is_ok_and(|length| length > 0) {
        if !line.trim().is_empty() {
            last = line.trim().to_owned();
        }
        line.clear();
    }
    last
}

fn find(world: &World, run: u64, job: u64) -> Option<(Run, Job)> {
    let run = world.read(|state| state.runs.get(&run).cloned())?;
    let job = run.jobs.iter().find(|candidate| candidate.id == job)?.clone();
    Some((run, job))
}

fn hear(world: &World, run: u64, job: u64, event: &Event) {
    world.change(|state| {
        let jobs = state.runs.get_mut(&run).into_iter().flat_map(|run| &mut run.jobs);
        jobs.filter(|candidate| candidate.id == job).for_each(|job| job.hear(event, clock::now()));
    });
}

/// A running act, which ends with everything that it has started when this is dropped.
struct Act {
    child: Child,
    group: Option<Pid>,
}

impl Act {
    fn start(world: &World, run: &Run, job: &Job, folder: &Folder) -> io::Result<Self> {
        let Runner::Act { program } = &world.options.runner else {
            return Err(io::Error::other("act is not configured"));
        };
        let mut command = Command::new(absolute(program)?);
        command.args([
            "workflow_dispatch",
            "--json",
            "--no-cache-server",
            "-P",
            "ubuntu-latest=-self-hosted",
        ]);
        command.args(["--job", &job.key, "--actor", &run.actor]);
        command.arg("-W").arg(folder.job_file()).arg("-C").arg(folder.files());
        command.arg("--action-cache-path").arg(folder.cache());
        for (name, value) in facts(run, job) {
            command.args(["--env", &format!("{name}={value}")]);
        }
        for (name, value) in &run.inputs {
            command.args(["--input", &format!("{name}={value}")]);
        }
        // Scripts of workflows have no business with the portal's own environment, in which there may be secrets.
        command
            .env_clear()
            .env("HOME", folder.home())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.process_group(0).kill_on_drop(true).spawn()?;
        let group = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        Ok(Act { child, group })
    }
}

impl Drop for Act {
    fn drop(&mut self) {
        if let Some(group) = self.group {
            // It fails when all of them are gone, which is what is wanted.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

fn absolute(program: &Path) -> io::Result<std::path::PathBuf> {
    // Links into Python environments stay as they are.
    std::path::absolute(program)
}

fn facts(run: &Run, job: &Job) -> [(&'static str, String); 6] {
    [
        ("GITHUB_RUN_ID", run.id.to_string()),
        ("GITHUB_RUN_NUMBER", run.number.to_string()),
        ("GITHUB_RUN_ATTEMPT", job.attempt.to_string()),
        ("GITHUB_REPOSITORY", run.repository.clone()),
        ("GITHUB_REF", format!("refs/heads/{}", run.branch)),
        ("GITHUB_REF_NAME", run.branch.clone()),
    ]
}
