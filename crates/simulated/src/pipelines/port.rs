//! The port itself: latency and faults around what happens to the world.

use super::faults::{Verdict, judge};
use super::world::World;
use super::{PipelineCall, SimulatedPipelines};
use async_trait::async_trait;
use domain::Timestamp;
use domain::changes::Comparison;
use domain::pipeline::{Awaited, Guard, LogTail, Reviewed, Run, RunJob, WorkflowFile};
use domain::rollout::{RunRef, Workflow};
use services::ports::{
    Dispatch, FileList, PersonToken, PipelineError, Pipelines, RepositoryEntry, RuleAnswer, TokenOwner,
};

/// What a call is about.
#[derive(Clone, Copy)]
struct About<'a> {
    operation: &'static str,
    subject: &'a str,
    dispatch: Option<&'a Dispatch>,
}

impl<'a> About<'a> {
    fn new(operation: &'static str, subject: &'a str) -> Self {
        About { operation, subject, dispatch: None }
    }
}

impl SimulatedPipelines {
    async fn call<T>(
        &self,
        about: About<'_>,
        act: impl FnOnce(&mut World, Timestamp) -> Result<T, PipelineError> + Send,
    ) -> Result<T, PipelineError> {
        let (verdict, takes) = {
            let (mut guard, now) = (self.world(), self.clock.now());
            let World { rules, rng, timing, .. } = &mut *guard;
            (judge(rules, rng, (about.operation, about.dispatch), now), timing.latency)
        };
        tokio::time::sleep(takes / 2).await;
        let answer = self.answer(about, verdict, act);
        tokio::time::sleep(takes - takes / 2).await;
        answer
    }

    fn answer<T>(
        &self,
        about: About<'_>,
        verdict: Verdict,
        act: impl FnOnce(&mut World, Timestamp) -> Result<T, PipelineError>,
    ) -> Result<T, PipelineError> {
        let (mut world, at) = (self.world(), self.clock.now());
        world.advance(at);
        let answer = verdict.acts.then(|| act(&mut world, at));
        let answer = match (answer, verdict.error) {
            (_, Some(error)) => Err(error),
            (Some(answer), None) => answer,
            (None, None) => Err(PipelineError::Unclear("nothing happened".to_owned())),
        };
        let (operation, subject) = (about.operation, about.subject.to_owned());
        world.calls.push(PipelineCall { at, operation, subject, error: answer.as_ref().err().cloned() });
        answer
    }
}

#[async_trait]
impl Pipelines for SimulatedPipelines {
    async fn dispatch(&self, dispatch: &Dispatch) -> Result<RunRef, PipelineError> {
        let about = About { dispatch: Some(dispatch), ..About::new("dispatch", &dispatch.id) };
        self.call(about, |world, now| world.dispatch(dispatch, now)).await
    }

    async fn find(
        &self,
        workflow: &Workflow,
        id: &str,
        since: Timestamp,
    ) -> Result<Option<RunRef>, PipelineError> {
        self.call(About::new("find", id), |world, now| world.find(workflow, id, (since, now))).await
    }

    async fn run(&self, repository: &str, run: &str) -> Result<Run, PipelineError> {
        let look = |world: &mut World, now: Timestamp| {
            let timing = world.timing;
            let run = world.run(repository, run)?;
            run.look();
            run.advance(now, timing);
            Ok(run.shown(now, timing))
        };
        self.call(About::new("run", run), look).await
    }

    async fn runs(&self, repository: &str, file: Option<&str>) -> Result<Vec<Run>, PipelineError> {
        let list = |world: &mut World, now: Timestamp| {
            let timing = world.timing;
            let newest = world.runs.iter().rev().filter(|run| run.listed(now, timing));
            let of_repository = newest.filter(|run| run.dispatch.workflow.repository == repository);
            let runs = of_repository.filter(|run| file.is_none_or(|file| run.dispatch.workflow.file == file));
            Ok(runs.map(|run| run.shown(now, timing)).collect())
        };
        self.call(About::new("runs", repository), list).await
    }

    async fn jobs(&self, repository: &str, run: &str) -> Result<Vec<RunJob>, PipelineError> {
        let list = |world: &mut World, now: Timestamp| {
            let timing = world.timing;
            Ok(world.run(repository, run)?.jobs(now, timing))
        };
        self.call(About::new("jobs", run), list).await
    }

    async fn log(&self, repository: &str, job: &str, most: usize) -> Result<LogTail, PipelineError> {
        self.call(About::new("log", job), |world, _| world.log(repository, job, most)).await
    }

    async fn cancel(&self, repository: &str, run: &str) -> Result<(), PipelineError> {
        self.call(About::new("cancel", run), |world, now| world.cancel(repository, run, now)).await
    }

    async fn rerun_failed(&self, repository: &str, run: &str) -> Result<(), PipelineError> {
        self.call(About::new("rerun_failed", run), |world, now| world.rerun(repository, run, now)).await
    }

    async fn workflows(&self, repository: &str, _: &str) -> Result<Vec<WorkflowFile>, PipelineError> {
        let list = |world: &mut World, _| Ok(world.workflows.get(repository).cloned().unwrap_or_default());
        self.call(About::new("workflows", repository), list).await
    }

    async fn environments(&self, repository: &str) -> Result<Vec<String>, PipelineError> {
        let list = |world: &mut World, _| Ok(world.environments.get(repository).cloned().unwrap_or_default());
        self.call(About::new("environments", repository), list).await
    }

    async fn file(&self, repository: &str, path: &str, _: &str) -> Result<Option<String>, PipelineError> {
        let key = (repository.to_owned(), path.to_owned());
        self.call(About::new("file", path), |world, _| Ok(world.files.get(&key).cloned())).await
    }

    async fn repositories(&self, owner: Option<&str>) -> Result<Vec<RepositoryEntry>, PipelineError> {
        let about = About::new("repositories", owner.unwrap_or_default());
        self.call(about, |world, _| Ok(world.repositories(owner))).await
    }

    async fn files(&self, repository: &str, _: &str) -> Result<FileList, PipelineError> {
        self.call(About::new("files", repository), |world, _| Ok(world.list_files(repository))).await
    }

    async fn compare(&self, repository: &str, base: &str, head: &str) -> Result<Comparison, PipelineError> {
        let compare = |world: &mut World, _| world.compare(repository, base, head);
        self.call(About::new("compare", repository), compare).await
    }

    async fn guard(&self, repository: &str, environment: &str) -> Result<Guard, PipelineError> {
        let key = (repository.to_owned(), environment.to_owned());
        let guard = |world: &mut World, _| Ok(world.guards.get(&key).copied().unwrap_or_default());
        self.call(About::new("guard", environment), guard).await
    }

    async fn answer_rule(
        &self,
        repository: &str,
        run: &str,
        environment: &str,
        answer: &RuleAnswer,
    ) -> Result<(), PipelineError> {
        let answering =
            |world: &mut World, now| world.answer_rule(repository, run, (environment, answer), now);
        self.call(About::new("answer_rule", run), answering).await
    }

    async fn awaited(&self, repository: &str, run: &str) -> Result<Vec<Awaited>, PipelineError> {
        self.call(About::new("awaited", run), |world, _| world.awaited(repository, run)).await
    }

    async fn reviews(&self, repository: &str, run: &str) -> Result<Vec<Reviewed>, PipelineError> {
        self.call(About::new("reviews", run), |world, _| world.reviews(repository, run)).await
    }

    async fn owner(&self, token: &PersonToken) -> Result<TokenOwner, PipelineError> {
        self.call(About::new("owner", ""), |world, _| world.owner(token)).await
    }

    async fn may_review(
        &self,
        token: &PersonToken,
        repository: &str,
        run: &str,
        _: &Awaited,
    ) -> Result<bool, PipelineError> {
        self.call(About::new("may_review", run), |world, _| world.may_review(token, repository, run)).await
    }

    async fn review(
        &self,
        token: &PersonToken,
        repository: &str,
        run: &str,
        (_, answer): (&Awaited, &RuleAnswer),
    ) -> Result<(), PipelineError> {
        let reviewing = |world: &mut World, now| world.review(token, (repository, run), answer, now);
        self.call(About::new("review", run), reviewing).await
    }

    async fn ping(&self) -> Result<(), PipelineError> {
        self.call(About::new("ping", ""), |_, _| Ok(())).await
    }
}
