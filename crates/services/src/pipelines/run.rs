//! One run: its jobs and steps, its logs, and what people do to it.

use super::list::{in_time, owner, reserved};
use super::refused_by;
use crate::Portal;
use crate::ports::{Commit, PipelineError, Versioned};
use crate::words::{LONGEST_COMMENT, optional};
use domain::audit::AuditNote;
use domain::declared::Declaration;
use domain::ids::LaunchId;
use domain::people::Actor;
use domain::permission::{Action, Permit, Reason, permit};
use domain::pipeline::{self, Launch, Run, RunJob};
use domain::view::{Allowed, LogView, RunActions, RunView};
use domain::{ErrorCode, PortalError};
use serde_json::json;
use std::sync::Arc;

/// Bytes of a log's end that are shown.
const LOG: usize = 256 * 1024;
/// A run that has just begun may not show on GitHub yet.
const SHOWS_WITHIN_MILLIS: i64 = 60_000;

/// What people do to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunDeed {
    Cancel,
    RerunFailed,
}

/// A run's launch and its id at GitHub, as far as there are such.
struct Place {
    declaration: Arc<Declaration>,
    launch: Option<Versioned<Launch>>,
    run: Option<String>,
}

impl Portal {
    /// A run with its jobs. `id` is GitHub's, or that of the launch that led to it.
    pub async fn pipeline_run(
        &self,
        actor: &Actor,
        repository: &str,
        id: &str,
    ) -> Result<RunView, PortalError> {
        permit(actor, Action::View, None)?;
        let place = self.run_place(repository, id).await?;
        let (run, jobs, problem) = self.look_at_run(&place).await?;
        let version = match (&run, &place.launch) {
            (Some(run), _) => pipeline::progress(run, &jobs),
            (None, Some(launch)) => launch.version,
            (None, None) => 0,
        };
        Ok(RunView {
            version,
            repository: place.declaration.repository.clone(),
            owner: owner(&place.declaration),
            may: may(actor, &place.declaration, run.as_ref(), &jobs),
            launch: place.launch.map(|launch| launch.value),
            run,
            jobs,
            problem,
        })
    }

    /// The end of a job's log. GitHub has it only once the job has ended.
    pub async fn pipeline_log(
        &self,
        actor: &Actor,
        repository: &str,
        (run, job): (&str, &str),
    ) -> Result<LogView, PortalError> {
        let view = self.pipeline_run(actor, repository, run).await?;
        let Some(found) = view.jobs.iter().find(|known| known.id == job) else {
            return Err(match view.problem {
                Some(why) => PortalError::unavailable(why),
                None => PortalError::not_found(format!("job {job} of the run {run}")),
            });
        };
        self.log_of(&view.repository, found).await
    }

    /// The same for somebody who has the run's view at hand.
    pub async fn log_of(&self, repository: &str, job: &RunJob) -> Result<LogView, PortalError> {
        if !job.state.is_done() {
            return Err(PortalError::conflict(
                "GitHub gives a job's log when the job has ended. Its steps show how far it is.",
            ));
        }
        let tail = match self.known.log(repository, &job.id) {
            Some(tail) => tail,
            None => {
                let tail = in_time(self.pipelines.log(repository, &job.id, LOG)).await.map_err(no_log)?;
                self.known.keep_log(repository, &job.id, &tail);
                tail
            }
        };
        let plain = anstream::adapter::strip_str(&tail.text).to_string();
        Ok(LogView {
            lines: pipeline::lines(&plain),
            cut: tail.cut(),
            whole: tail.whole,
            shown: tail.text.len() as u64,
        })
    }

    /// Cancels a run, or runs its failed jobs again. That somebody asks for it is written down first.
    pub async fn do_to_run(
        &self,
        actor: &Actor,
        (repository, id): (&str, &str),
        deed: RunDeed,
        why: Option<String>,
    ) -> Result<RunView, PortalError> {
        let declaration = self.declared_repository(repository).await?;
        let permit = permit(actor, Action::RunPipeline, Some(&declaration.team))?;
        let why = optional("reason", why, LONGEST_COMMENT)?;
        let view = self.pipeline_run(actor, repository, id).await?;
        let Some(run) = &view.run else {
            let told = view.problem.unwrap_or_else(|| "There is no run yet.".to_owned());
            return Err(PortalError::conflict(format!("Nothing was changed. {told}")));
        };
        let allowed = match deed {
            RunDeed::Cancel => &view.may.cancel,
            RunDeed::RerunFailed => &view.may.rerun_failed,
        };
        if let Allowed { allowed: false, why: Some(reason), .. } = allowed {
            let message = format!("Nothing was changed: {reason}.");
            return Err(PortalError::conflict(message).for_reason(reason.clone()));
        }
        self.audit_run(&permit, &view, run, deed.verb(), why.clone()).await?;
        let done = match deed {
            RunDeed::Cancel => self.pipelines.cancel(&view.repository, &run.id).await,
            RunDeed::RerunFailed => self.pipelines.rerun_failed(&view.repository, &run.id).await,
        };
        if let Err(error) = done {
            let verb = format!("{}_failed", deed.verb());
            self.audit_run(&permit, &view, run, &verb, Some(error.to_string())).await?;
            return Err(refused_by(error));
        }
        self.pipeline_run(actor, repository, id).await
    }

    async fn audit_run(
        &self,
        permit: &Permit,
        view: &RunView,
        run: &Run,
        verb: &str,
        why: Option<String>,
    ) -> Result<(), PortalError> {
        let mut commit = Commit::new(permit.clone(), self.now());
        commit.audit.push(AuditNote {
            action: format!("pipeline.{verb}"),
            subject: format!("{}/runs/{}", view.repository, run.id),
            team: Some(view.owner.team.clone()),
            why,
            before: json!({ "state": run.state.as_str(), "attempt": run.attempt }),
            after: json!({
                "service": view.owner.service,
                "workflow": run.file,
                "repository": view.repository,
                "run": { "id": run.id, "url": run.url },
            }),
        });
        self.store.commit(commit).await?;
        Ok(())
    }

    async fn run_place(&self, repository: &str, id: &str) -> Result<Place, PortalError> {
        let declaration = self.declared_repository(repository).await?;
        let of_launch = id.strip_prefix(LaunchId::PREFIX).is_some_and(|rest| rest.starts_with('_'));
        if !of_launch {
            let launch = self.store.launch_of_run(&declaration.repository, id).await?;
            return Ok(Place { declaration, launch, run: Some(id.to_owned()) });
        }
        let launch = self.load_launch(&LaunchId(id.to_owned())).await?;
        if !launch.value.workflow.repository.eq_ignore_ascii_case(&declaration.repository) {
            return Err(PortalError::not_found(format!("start {id} of a workflow of {repository}")));
        }
        let run = launch.value.run().map(|run| run.id.clone());
        Ok(Place { declaration, launch: Some(launch), run })
    }

    /// The run and its jobs. Where the portal knows more than GitHub tells, what GitHub does not tell is no error.
    async fn look_at_run(
        &self,
        place: &Place,
    ) -> Result<(Option<Run>, Vec<RunJob>, Option<String>), PortalError> {
        let Some(id) = &place.run else { return Ok((None, Vec::new(), None)) };
        let repository = &place.declaration.repository;
        let asked = async {
            tokio::try_join!(self.pipelines.run(repository, id), self.pipelines.jobs(repository, id))
        };
        match in_time(asked).await {
            Ok((run, jobs)) => Ok((Some(run), jobs, None)),
            Err(PipelineError::NotFound(_)) if self.just_started(place) => {
                Ok((None, Vec::new(), Some("GitHub does not show the run yet.".to_owned())))
            }
            Err(error) if place.launch.is_some() && error.retryable() => {
                Ok((None, Vec::new(), Some(refused_by(error).message)))
            }
            Err(error) => Err(refused_by(error)),
        }
    }

    fn just_started(&self, place: &Place) -> bool {
        let started = place.launch.as_ref().map(|launch| launch.value.updated_at);
        started.is_some_and(|at| self.now().since(at) < SHOWS_WITHIN_MILLIS)
    }
}

impl RunDeed {
    /// What the audit trail calls it.
    fn verb(self) -> &'static str {
        match self {
            RunDeed::Cancel => "cancelled",
            RunDeed::RerunFailed => "rerun",
        }
    }
}

/// What one person may do to a run now.
fn may(actor: &Actor, declaration: &Declaration, run: Option<&Run>, jobs: &[RunJob]) -> RunActions {
    let Some(run) = run else {
        let none = Allowed::no("there is no run yet");
        return RunActions { cancel: none.clone(), rerun_failed: none };
    };
    let right = permit(actor, Action::RunPipeline, Some(&declaration.team));
    let by = |state: Option<Reason>| match (&right, state) {
        (Err(denied), _) => Allowed::because(denied.reason.clone()),
        (Ok(_), Some(why)) => Allowed::because(why),
        (Ok(_), None) => Allowed::yes(),
    };
    let failed = run.state.went_wrong() || jobs.iter().any(|job| job.state.went_wrong());
    let again = match (run.state.is_done(), reserved(declaration, &run.file)) {
        (false, _) => Some(Reason::RunGoesOn),
        (true, Some(why)) => Some(why),
        (true, None) => (!failed).then_some(Reason::NoJobFailed),
    };
    RunActions { cancel: by(run.state.is_done().then_some(Reason::RunOver)), rerun_failed: by(again) }
}

fn no_log(error: PipelineError) -> PortalError {
    match error {
        PipelineError::NotFound(_) => PortalError::new(
            ErrorCode::NotFound,
            "GitHub does not have this log any more: it forgets logs after their retention, 90 days unless set otherwise.",
        ),
        PipelineError::Unclear(why) => PortalError::unavailable(
            "The log takes too long to come. Read it on GitHub, or try again in a moment.",
        )
        .because(why),
        error => refused_by(error),
    }
}
